package dev.perdure.sdk.worker;

import java.util.concurrent.locks.LockSupport;

/// How a worker runs code side by side. In production these are virtual threads; a simulation can
/// let one of them run at a time, by returning from [#start] and [#resume] only when the thread has
/// parked or ended.
public interface WorkerThreads {

  /// Virtual threads.
  WorkerThreads VIRTUAL = new WorkerThreads() {
    @Override
    public void start(String name, Runnable code) {
      Thread.ofVirtual().name(name).start(code);
    }

    @Override
    public void resume(Thread thread) {
      LockSupport.unpark(thread);
    }

    @Override
    public void park() {
      LockSupport.park();
    }
  };

  /// Runs the code on a thread of its own.
  void start(String name, Runnable code);

  /// Lets a parked thread go on, or its next [#park()] return at once.
  void resume(Thread thread);

  /// Holds the calling thread until it is resumed. It may return without reason.
  void park();
}
