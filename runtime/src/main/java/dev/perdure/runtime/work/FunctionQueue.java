package dev.perdure.runtime.work;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The work for one function, and the workers that offer it. Those that take anything are passed
/// over while there is one that asked for the function: they may well not have it.
final class FunctionQueue {
  private final WorkKind kind;
  private final WorkFilter.Subject subject;
  private final CopyOnWriteArrayList<WorkerSubscription> choosy = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<WorkerSubscription> others = new CopyOnWriteArrayList<>();
  private final Lock lock = new ReentrantLock();
  private final Map<WorkToken, WorkItem> waiting = new LinkedHashMap<>();
  private final AtomicInteger waitingAnywhere;

  /// @param waitingAnywhere counts the waiting items of all queues
  FunctionQueue(WorkKind kind, WorkFilter.Subject subject, AtomicInteger waitingAnywhere) {
    this.kind = kind;
    this.subject = subject;
    this.waitingAnywhere = waitingAnywhere;
  }

  WorkFilter.Subject subject() {
    return subject;
  }

  /// The function's name.
  String name() {
    return subject.function().name();
  }

  boolean offered() {
    return !choosy.isEmpty() || !others.isEmpty();
  }

  /// Whether the worker may get work from here.
  boolean has(WorkerSubscription worker) {
    return (worker.choosy() ? choosy : others).contains(worker);
  }

  void add(WorkerSubscription worker) {
    (worker.choosy() ? choosy : others).addIfAbsent(worker);
    if (!worker.isOpen()) {
      // It has left meanwhile, and whoever removed it may have come by before it was here.
      remove(worker);
    }
    pump();
  }

  void remove(WorkerSubscription worker) {
    if ((worker.choosy() ? choosy : others).remove(worker)) {
      pump();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  @Nullable
  WorkItem peek() {
    lock.lock();
    try {
      return first();
    } finally {
      lock.unlock();
    }
  }

  /// Hands the item to a worker of this process that has room, or does nothing.
  boolean offerLocally(WorkItem item) {
    WorkerSubscription worker = leastLoaded(item.token().execution());
    return worker != null && worker.local() && worker.acquire(kind) && worker.hand(item);
  }

  /// Hands the item to a worker, now or when one has room.
  void offer(WorkItem item) {
    enqueue(item);
    pump();
  }

  /// Takes an item back that no worker has yet.
  ///
  /// @return whether it was here
  boolean withdraw(WorkToken token) {
    lock.lock();
    try {
      boolean removed = waiting.remove(token) != null;
      if (removed) {
        waitingAnywhere.decrementAndGet();
      }
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /// Hands out what waits, as far as workers have room.
  void pump() {
    while (true) {
      WorkItem item;
      WorkerSubscription worker;
      lock.lock();
      try {
        item = first();
        worker = item == null ? null : acquire(item.token().execution());
        if (item == null || worker == null) {
          return;
        }
        waiting.remove(item.token());
        waitingAnywhere.decrementAndGet();
      } finally {
        lock.unlock();
      }
      if (!worker.hand(item)) {
        enqueue(item);
      }
    }
  }

  private void enqueue(WorkItem item) {
    lock.lock();
    try {
      if (waiting.put(item.token(), item) == null) {
        waitingAnywhere.incrementAndGet();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable WorkItem first() {
    return waiting.isEmpty() ? null : waiting.values().iterator().next();
  }

  /// A place with the least loaded worker that has one.
  private @Nullable WorkerSubscription acquire(ExecutionKey execution) {
    WorkerSubscription worker = leastLoaded(execution);
    while (worker != null && !worker.acquire(kind)) {
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
    for (WorkerSubscription worker : choosy.isEmpty() ? others : choosy) {
      if (!worker.hasRoom(kind)) {
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

  private WorkerSubscription lessLoaded(
      @Nullable WorkerSubscription best, WorkerSubscription worker) {
    return best == null || worker.load(kind) < best.load(kind) ? worker : best;
  }
}
