package dev.perdure.runtime.work;

import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The work for one function, and the workers that offer it.
final class FunctionQueue {
  private final WorkKind kind;
  private final List<WorkerSubscription> workers = new CopyOnWriteArrayList<>();
  private final Lock lock = new ReentrantLock();
  private final Map<WorkToken, WorkItem> waiting = new LinkedHashMap<>();
  private final AtomicInteger waitingAnywhere;

  /// @param waitingAnywhere counts the waiting items of all queues
  FunctionQueue(WorkKind kind, AtomicInteger waitingAnywhere) {
    this.kind = kind;
    this.waitingAnywhere = waitingAnywhere;
  }

  boolean offered() {
    return !workers.isEmpty();
  }

  void add(WorkerSubscription worker) {
    workers.add(worker);
    pump();
  }

  void remove(WorkerSubscription worker) {
    workers.remove(worker);
    pump();
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
    WorkerSubscription worker = leastLoaded();
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
        worker = item == null ? null : acquire();
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
  private @Nullable WorkerSubscription acquire() {
    WorkerSubscription worker = leastLoaded();
    while (worker != null && !worker.acquire(kind)) {
      // Somebody else was faster; nobody has room if this ends without one.
      worker = leastLoaded();
    }
    return worker;
  }

  /// The least loaded worker with room. One that is full must not hide one that is not.
  private @Nullable WorkerSubscription leastLoaded() {
    WorkerSubscription best = null;
    for (WorkerSubscription worker : workers) {
      if (worker.hasRoom(kind) && (best == null || worker.load(kind) < best.load(kind))) {
        best = worker;
      }
    }
    return best;
  }
}
