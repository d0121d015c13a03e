package dev.perdure.testing;

import dev.perdure.runtime.env.Loop;
import dev.perdure.runtime.env.LoopBody;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A loop on a thread of its own that lets it be seen whether it runs.
final class VirtualLoop implements Loop {
  private static final Logger log = LoggerFactory.getLogger(VirtualLoop.class);

  private final Running running;
  private final LoopBody body;
  private final Thread thread;
  private volatile boolean woken = true;
  private volatile boolean runs;
  private volatile boolean stopped;

  VirtualLoop(Running running, Thread.Builder builder, LoopBody body) {
    this.running = running;
    this.body = body;
    this.thread = builder.unstarted(this::loop);
  }

  void start() {
    running.add(this);
    thread.start();
  }

  String name() {
    return thread.getName();
  }

  /// Whether the body runs or will at once. The order matters: it is woken until it runs.
  boolean runs() {
    return woken || runs;
  }

  @Override
  public void wake() {
    running.handover();
    woken = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void stop() {
    stopped = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    try {
      while (!stopped) {
        runs = true;
        woken = false;
        park(body.run());
      }
    } catch (Throwable e) {
      log.error("Expected the loop {} to run for ever, but it failed", name(), e);
      throw e;
    } finally {
      running.remove(this);
    }
  }

  private void park(long pause) {
    if (pause <= 0 || woken || stopped) {
      return;
    }
    runs = false;
    running.rested();
    if (!woken && !stopped) {
      if (pause == LoopBody.UNTIL_WOKEN) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, pause);
      }
    }
  }
}
