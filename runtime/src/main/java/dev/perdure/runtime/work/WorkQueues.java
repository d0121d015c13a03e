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
  private final AtomicLong arrivals = new AtomicLong();
  private final Map<WorkFilter.Subject, FunctionQueue> queues = new ConcurrentHashMap<>();

  /// The queues in which something waits that somebody offers.
  private final Set<FunctionQueue> due = ConcurrentHashMap.newKeySet();

  /// In which queue an item waits.
  private final Map<WorkToken, FunctionQueue> places = new ConcurrentHashMap<>();

  /// @param workers all of them; a new one is there before [#add] is called for it
  WorkQueues(WorkKind kind, Collection<WorkerSubscription> workers) {
    this.kind = kind;
    this.workers = workers;
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
      if (worker.takes(kind, subject)) {
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

  /// Hands an item to a worker, now or when one has room for it.
  ///
  /// @return whether any worker offers its function
  boolean offer(WorkFilter.Subject subject, WorkItem item) {
    FunctionQueue queue = queue(subject);
    if (!due.isEmpty() || !queue.hand(item)) {
      wait(item, arrivals.incrementAndGet());
    }
    return queue.offered();
  }

  /// Lets an item wait for a worker with room.
  void wait(WorkItem item, long arrival) {
    WorkFilter.Subject subject = Dispatcher.subject(item);
    FunctionQueue queue = queue(subject);
    while (!queue.enqueue(item, arrival)) {
      queue = queue(subject);
    }
    queue.takers().forEach(this::pump);
  }

  /// Takes back an item that waits.
  ///
  /// @return whether it did
  boolean withdraw(WorkToken token) {
    FunctionQueue queue = places.get(token);
    return queue != null && queue.withdraw(token);
  }

  /// Gives a worker with room what has waited longest.
  void pump(WorkerSubscription worker) {
    while (!due.isEmpty() && worker.hasRoom(kind)) {
      FunctionQueue oldest = oldest(worker);
      if (oldest == null) {
        return;
      }
      oldest.handOldest();
    }
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
