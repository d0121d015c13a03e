package dev.perdure.runtime.work;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The work for one function, and the workers that offer it. Those that take anything are passed
/// over while there is one that asked for the function: they may well not have it.
final class FunctionQueue {

  /// The arrival of nothing, which is younger than all that waits.
  static final long NEVER = Long.MAX_VALUE;

  private final WorkQueues queues;
  private final WorkFilter.Subject subject;
  private final CopyOnWriteArrayList<WorkerSubscription> choosy = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<WorkerSubscription> others = new CopyOnWriteArrayList<>();
  private final Lock lock = new ReentrantLock();
  private final Map<WorkToken, Place> waiting = new LinkedHashMap<>();
  private volatile long oldest = NEVER;
  private boolean retired;

  /// Work and when it came.
  ///
  /// @param arrival its place among all that waits, whatever its function
  record Place(Waiting work, long arrival) {}

  FunctionQueue(WorkQueues queues, WorkFilter.Subject subject) {
    this.queues = queues;
    this.subject = subject;
  }

  WorkFilter.Subject subject() {
    return subject;
  }

  /// The function's name.
  String name() {
    return subject.function().name();
  }

  boolean offered() {
    return !takers().isEmpty();
  }

  /// Whether the worker gets work from here.
  boolean has(WorkerSubscription worker) {
    return takers().contains(worker);
  }

  /// The workers that work is given to.
  List<WorkerSubscription> takers() {
    return choosy.isEmpty() ? others : choosy;
  }

  /// Lets a worker take work from here.
  void add(WorkerSubscription worker) {
    same(worker).addIfAbsent(worker);
    if (!worker.isOpen()) {
      // It has left meanwhile, and whoever removed it may have come by before it was here.
      same(worker).remove(worker);
    }
    settle();
  }

  /// Gives a worker no more work from here.
  ///
  /// @return whether it had got some
  boolean remove(WorkerSubscription worker) {
    boolean removed = same(worker).remove(worker);
    if (removed) {
      settle();
    }
    return removed;
  }

  private CopyOnWriteArrayList<WorkerSubscription> same(WorkerSubscription worker) {
    return worker.choosy() ? choosy : others;
  }

  /// The arrival of the item that has waited longest.
  long oldest() {
    return oldest;
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// The token of what has waited longest.
  @Nullable
  WorkToken peek() {
    lock.lock();
    try {
      Place first = first();
      return first == null ? null : first.work().token();
    } finally {
      lock.unlock();
    }
  }

  /// Hands the item to a worker of this process that has room, or does nothing.
  boolean offerLocally(WorkItem item) {
    WorkerSubscription worker = leastLoaded(item.token().execution());
    return worker != null && worker.local() && worker.acquire(queues.kind()) && worker.hand(item);
  }

  /// Hands the item to a worker with room at once, or does nothing.
  boolean hand(WorkItem item) {
    WorkerSubscription worker = acquire(item.token().execution());
    return worker != null && worker.hand(item);
  }

  /// Lets work wait.
  ///
  /// @return false if the queue is not used any more
  boolean enqueue(Waiting work, long arrival) {
    lock.lock();
    try {
      if (retired) {
        return false;
      }
      WorkToken token = work.token();
      if (!waiting.containsKey(token)) {
        waiting.put(token, new Place(queues.enter(work), arrival));
        queues.waits(token, this);
        settle();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Takes an item back that no worker has yet.
  ///
  /// @return whether it was here
  boolean withdraw(WorkToken token) {
    lock.lock();
    try {
      boolean removed = take(token) != null;
      settle();
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /// Hands out what has waited longest, if a worker has room.
  ///
  /// @return false if it cannot be handed out now, whoever has room
  boolean handOldest() {
    Place next;
    WorkerSubscription worker;
    lock.lock();
    try {
      next = first();
      worker = next == null ? null : acquire(next.work().token().execution());
      if (next == null || worker == null) {
        return true;
      }
      // In either of the two at every moment, so that it can be withdrawn.
      if (next.work().item() == null && !queues.beginFetch(next.work())) {
        worker.leavePlace(queues.kind());
        return queues.refuseFetch(next.work());
      }
      take(next.work().token());
      settle();
    } finally {
      lock.unlock();
    }
    queues.hand(next, worker);
    return true;
  }

  private @Nullable Place take(WorkToken token) {
    Place taken = waiting.remove(token);
    if (taken != null) {
      queues.leave(taken.work());
      queues.waitsNoMore(token, this);
    }
    return taken;
  }

  /// Tells whether there is something to hand out, and ends if there never was anybody to.
  private void settle() {
    lock.lock();
    try {
      Place first = first();
      oldest = first == null ? NEVER : first.arrival();
      queues.due(this, first != null && offered());
      if (first == null && !offered()) {
        retired = true;
        queues.retire(this);
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Place first() {
    return waiting.isEmpty() ? null : waiting.values().iterator().next();
  }

  /// A place with the least loaded worker that has one.
  private @Nullable WorkerSubscription acquire(ExecutionKey execution) {
    WorkerSubscription worker = leastLoaded(execution);
    while (worker != null && !worker.acquire(queues.kind())) {
      // Somebody else was faster; nobody has room if this ends without one.
      worker = leastLoaded(execution);
    }
    return worker;
  }

  /// The least loaded worker with room, if possible one that has not given work of the execution
  /// back. One that is full must not hide one that is not.
  private @Nullable WorkerSubscription leastLoaded(ExecutionKey execution) {
    WorkerSubscription best = null;
    WorkerSubscription last = null;
    for (WorkerSubscription worker : takers()) {
      if (!worker.hasRoom(queues.kind())) {
        continue;
      }
      if (worker.hasRefused(execution)) {
        last = lessLoaded(last, worker);
      } else {
        best = lessLoaded(best, worker);
      }
    }
    return best == null ? last : best;
  }

  /// Of two with as much of this kind the one with less of all: the other may well be stuck.
  private WorkerSubscription lessLoaded(
      @Nullable WorkerSubscription best, WorkerSubscription worker) {
    if (best == null) {
      return worker;
    }
    int difference = worker.load(queues.kind()) - best.load(queues.kind());
    boolean less = difference == 0 ? worker.load() < best.load() : difference < 0;
    return less ? worker : best;
  }
}
