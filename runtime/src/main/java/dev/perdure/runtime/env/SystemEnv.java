package dev.perdure.runtime.env;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The real world: the system's clocks, virtual threads for light loops and tasks, platform threads
/// for native ones.
public final class SystemEnv implements Env {
  private static final Logger log = LoggerFactory.getLogger(SystemEnv.class);

  private final SecureRandom seeds = new SecureRandom();

  @Override
  public Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public String newId() {
    byte[] bytes = new byte[16];
    seeds.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public long newNumber() {
    return seeds.nextLong();
  }

  @Override
  public Loop loop(String name, LoopKind kind, LoopBody body) {
    Thread.Builder builder = switch (kind) {
      case LIGHT -> Thread.ofVirtual();
      case NATIVE -> Thread.ofPlatform().daemon(true);
    };
    ThreadLoop loop = new ThreadLoop(builder.name(name), body);
    loop.thread.start();
    return loop;
  }

  @Override
  public void execute(Runnable task) {
    Thread.ofVirtual().start(task);
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    CompletableFuture.delayedExecutor(
        delay.toNanos(), TimeUnit.NANOSECONDS, runnable -> Thread.ofVirtual().start(runnable))
        .execute(task);
  }

  @Override
  public void carry(Runnable delivery) {
    delivery.run();
  }

  /// A loop on a thread of its own, which parks between runs.
  private static final class ThreadLoop implements Loop {
    private final LoopBody body;
    private volatile boolean woken = true;
    private volatile boolean parked;
    private volatile boolean stopped;
    private final Thread thread;

    ThreadLoop(Thread.Builder builder, LoopBody body) {
      this.body = body;
      this.thread = builder.unstarted(this::loop);
    }

    @Override
    public void wake() {
      if (!woken) {
        woken = true;
        if (parked) {
          LockSupport.unpark(thread);
        }
      }
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
          woken = false;
          long pause = body.run();
          park(pause);
        }
      } catch (Throwable e) {
        log.error("Expected the loop {} to run for ever, but it failed", thread.getName(), e);
        throw e;
      }
    }

    private void park(long pause) {
      parked = true;
      if (!woken && !stopped) {
        if (pause == LoopBody.UNTIL_WOKEN) {
          LockSupport.park(this);
        } else if (pause > 0) {
          LockSupport.parkNanos(this, pause);
        }
      }
      parked = false;
    }
  }
}
