package dev.perdure.testing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Knows what runs in a virtual world, and so when nothing does. Whatever gives work to a thread
/// counts that first; a look that finds everybody at rest and the count unchanged has seen one
/// moment at which nothing ran and nothing was handed over.
final class Running {

  /// What a look has found.
  enum Found {
    /// Something runs.
    BUSY,
    /// Nothing runs but code of the test that waits for something outside.
    HELD,
    /// Nothing runs.
    IDLE
  }

  /// Whether a thread of a worker that runs was told to go on when it next parks.
  private enum Permit {
    NONE, GIVEN
  }

  private final AtomicLong handovers = new AtomicLong();
  private final AtomicInteger tasks = new AtomicInteger();
  private final Set<VirtualLoop> loops = ConcurrentHashMap.newKeySet();
  private final Map<Thread, Permit> threads = new ConcurrentHashMap<>();
  private volatile @Nullable Thread watcher;

  /// How often work was given to a thread.
  long handovers() {
    return handovers.get();
  }

  /// Something is about to be given to a thread.
  void handover() {
    handovers.incrementAndGet();
  }

  /// Somebody has come to rest: whoever waits for that looks again.
  void rested() {
    Thread told = watcher;
    if (told != null) {
      LockSupport.unpark(told);
    }
  }

  void add(VirtualLoop loop) {
    loops.add(loop);
  }

  void remove(VirtualLoop loop) {
    loops.remove(loop);
  }

  void wakeLoops() {
    loops.forEach(VirtualLoop::wake);
  }

  /// Runs a task of the runtime on a thread of its own.
  void execute(Runnable task) {
    handover();
    tasks.incrementAndGet();
    Thread.ofVirtual().start(() -> {
      try {
        task.run();
      } finally {
        tasks.decrementAndGet();
        rested();
      }
    });
  }

  /// Runs code of a worker on a thread of its own.
  void start(String name, Runnable code) {
    handover();
    Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
      try {
        code.run();
      } finally {
        threads.remove(Thread.currentThread());
        rested();
      }
    });
    threads.put(thread, Permit.NONE);
    thread.start();
  }

  /// Lets a worker's thread go on.
  void resume(Thread thread) {
    handover();
    threads.compute(thread, (unused, runs) -> runs == null ? Permit.NONE : Permit.GIVEN);
    LockSupport.unpark(thread);
  }

  /// Holds a worker's thread until it is resumed.
  void park() {
    Thread self = Thread.currentThread();
    if (!threads.remove(self, Permit.NONE)) {
      threads.put(self, Permit.NONE);
      return;
    }
    rested();
    LockSupport.park(this);
    threads.putIfAbsent(self, Permit.NONE);
  }

  Found look() {
    long before = handovers.get();
    boolean rests = tasks.get() == 0 && loops.stream().noneMatch(VirtualLoop::runs);
    boolean held = false;
    threads.keySet().removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    for (Thread thread : threads.keySet()) {
      switch (thread.getState()) {
        case WAITING, BLOCKED -> held = true;
        case NEW, RUNNABLE, TIMED_WAITING, TERMINATED -> rests = false;
      }
    }
    if (!rests || handovers.get() != before) {
      return Found.BUSY;
    }
    return held ? Found.HELD : Found.IDLE;
  }

  /// Waits until somebody comes to rest, at most for the given time.
  void awaitRest(long nanos) {
    watcher = Thread.currentThread();
    if (look() == Found.BUSY) {
      LockSupport.parkNanos(this, nanos);
    }
    watcher = null;
  }

  /// What runs, for people to read.
  String describe() {
    return "loops " + loops.stream().filter(VirtualLoop::runs).map(VirtualLoop::name).toList()
        + ", " + tasks + " tasks, functions "
        + threads.keySet().stream().map(it -> it.getName() + " (" + it.getState() + ")")
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
