package dev.perdure.runtime.work;

import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The queues of one kind of work. A worker with room gets what has waited longest of all that it
/// offers, so that no function, however much of it waits, holds up another.
final class WorkQueues {
  private final WorkKind kind;
  private final Collection<WorkerSubscription> workers;
  private final WaitingRoom room;
  private final WorkSource source;
  private final Fetches fetches;
  private final AtomicLong arrivals = new AtomicLong();
  private final Map<WorkFilter.Subject, FunctionQueue> queues = new ConcurrentHashMap<>();

  /// The queues in which something waits that somebody offers.
  private final Set<FunctionQueue> due = ConcurrentHashMap.newKeySet();

  /// In which queue an item waits.
  private final Map<WorkToken, FunctionQueue> places = new ConcurrentHashMap<>();

  /// @param workers all of them; a new one is there before [#add] is called for it
  /// @param room what waits is counted there
  /// @param source gives again what waits without its item
  WorkQueues(
      WorkKind kind, Collection<WorkerSubscription> workers, WaitingRoom room, WorkSource source,
      Fetches fetches) {
    this.kind = kind;
    this.workers = workers;
    this.room = room;
    this.source = source;
    this.fetches = fetches;
  }

  WorkKind kind() {
    return kind;
  }

  /// All queues with work or workers.
  Collection<FunctionQueue> all() {
    return queues.values();
  }

  /// A worker has come: it may take work from the queues that are there. A new queue looks for its
  /// workers itself: whoever comes second sees the other.
  ///
  /// @return the queues that it takes from
  List<FunctionQueue> add(WorkerSubscription worker) {
    List<FunctionQueue> taken = new ArrayList<>();
    for (FunctionQueue queue : queues.values()) {
      if (worker.takes(kind, queue.subject())) {
        queue.add(worker);
        taken.add(queue);
      }
    }
    pump(worker);
    return taken;
  }

  /// A worker takes no more. What only it was asked for may go to others now.
  void remove(WorkerSubscription worker) {
    for (FunctionQueue queue : queues.values()) {
      if (queue.remove(worker)) {
        queue.takers().forEach(this::pump);
      }
    }
  }

  /// The queue for a function.
  FunctionQueue queue(WorkFilter.Subject subject) {
    FunctionQueue queue = queues.get(subject);
    if (queue != null) {
      return queue;
    }
    FunctionQueue added = new FunctionQueue(this, subject);
    FunctionQueue present = queues.putIfAbsent(subject, added);
    if (present != null) {
      return present;
    }
    for (WorkerSubscription worker : workers) {
      // One that drains would be taken out again at once, and the empty queue with it.
      if (worker.isOpen() && worker.takes(kind, subject)) {
        added.add(worker);
      }
    }
    return added;
  }

  /// Hands a turn to a worker of this process now, unless other work has waited longer.
  ///
  /// @return whether a worker has it
  boolean offerLocally(WorkFilter.Subject subject, WorkItem item) {
    return due.isEmpty() && queue(subject).offerLocally(item);
  }

  /// Hands work to a worker, now or when one has room for it.
  ///
  /// @return whether any worker offers its function
  boolean offer(Waiting work) {
    FunctionQueue queue = queue(work.subject());
    WorkItem item = work.item();
    if (item == null || !due.isEmpty() || !queue.hand(item)) {
      wait(work, arrivals.incrementAndGet());
    }
    return queue.offered();
  }

  /// Lets work wait for a worker with room.
  private void wait(Waiting work, long arrival) {
    FunctionQueue queue = queue(work.subject());
    while (!queue.enqueue(work, arrival)) {
      queue = queue(work.subject());
    }
    queue.takers().forEach(this::pump);
  }

  /// Takes back work that waits, or that is on its way to a worker.
  ///
  /// @return whether it did
  boolean withdraw(WorkToken token) {
    FunctionQueue queue = places.get(token);
    return (queue != null && queue.withdraw(token)) || fetches.withdraw(token);
  }

  /// Gives a worker with room what has waited longest.
  void pump(WorkerSubscription worker) {
    while (!due.isEmpty() && worker.hasRoom(kind)) {
      FunctionQueue oldest = oldest(worker);
      if (oldest == null || !oldest.handOldest()) {
        return;
      }
    }
  }

  /// Work is to be fetched from its partition.
  ///
  /// @return false if there is too much under way
  boolean beginFetch(Waiting work) {
    return fetches.begin(work);
  }

  /// Work was refused, and no place is kept for it any more; whoever has room is pumped when there
  /// is less under way.
  ///
  /// @return whether that is so by now
  boolean refuseFetch(Waiting work) {
    return fetches.refuse(work);
  }

  /// Gives work to a worker, which keeps a place for it.
  void hand(FunctionQueue.Place next, WorkerSubscription worker) {
    WorkItem item = next.work().item();
    if (item == null) {
      source.fetch(next.work().token(), fetched -> fetched(next, worker, fetched));
    } else if (!worker.hand(item)) {
      wait(next.work(), next.arrival());
    }
  }

  private void fetched(
      FunctionQueue.Place next, WorkerSubscription worker, @Nullable WorkItem item) {
    boolean wanted = fetches.end(next.work());
    if (!wanted || item == null) {
      worker.leavePlace(kind);
    } else if (!worker.hand(item)) {
      wait(Waiting.whole(item), next.arrival());
    }
    pump(worker);
    if (fetches.refusedAny()) {
      workers.forEach(this::pump);
    }
  }

  /// Counts work that is to wait.
  Waiting enter(Waiting work) {
    return room.enter(work);
  }

  /// Counts work that waits no more.
  void leave(Waiting work) {
    room.leave(work);
  }

  private @Nullable FunctionQueue oldest(WorkerSubscription worker) {
    FunctionQueue oldest = null;
    for (FunctionQueue queue : due) {
      boolean older = oldest == null || queue.oldest() < oldest.oldest();
      if (older && queue.has(worker)) {
        oldest = queue;
      }
    }
    return oldest;
  }

  /// An item waits in a queue.
  void waits(WorkToken token, FunctionQueue queue) {
    places.put(token, queue);
  }

  /// An item waits in a queue no more.
  void waitsNoMore(WorkToken token, FunctionQueue queue) {
    places.remove(token, queue);
  }

  /// Whether there is something to hand out in a queue.
  void due(FunctionQueue queue, boolean isDue) {
    if (isDue) {
      due.add(queue);
    } else {
      due.remove(queue);
    }
  }

  /// A queue without work and workers is used no more.
  void retire(FunctionQueue queue) {
    queues.remove(queue.subject(), queue);
  }
}
