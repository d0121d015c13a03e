package dev.perdure.testing;

import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.env.Loop;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.env.LoopKind;
import dev.perdure.sdk.worker.WorkerThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A world whose clock stands still until the test moves it. Threads are real.
///
/// Two clocks, as everywhere: the wall clock is virtual, and with it everything that a hub tells or
/// promises (timers, start times, retention, times in histories, the delays of [#schedule]). The
/// clock of nanoseconds is the real one: it only measures how the hub's threads get along, such as
/// the fraction of a millisecond for which a commit waits for company, and such waits must end
/// although the wall clock stands still.
public final class VirtualEnv implements Env {

  /// How long everybody else must stay at rest before code that waits for something outside counts
  /// as resting, too. A hub holds a commit back for a shorter time.
  private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Running running = new Running();
  private final PriorityQueue<Scheduled> scheduled = new PriorityQueue<>(
      Comparator.comparing(Scheduled::due).thenComparingLong(Scheduled::order));
  private volatile Instant now;
  private long order;

  /// A task for later.
  private record Scheduled(Instant due, long order, Duration delay, Runnable task) {}

  /// A world in which it is the given time, to the microsecond.
  public VirtualEnv(Instant now) {
    this.now = now.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public String newId() {
    byte[] bytes = new byte[16];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public long newNumber() {
    return ThreadLocalRandom.current().nextLong();
  }

  @Override
  public Loop loop(String name, LoopKind kind, LoopBody body) {
    Thread.Builder builder = switch (kind) {
      case LIGHT -> Thread.ofVirtual();
      case NATIVE -> Thread.ofPlatform().daemon(true);
    };
    VirtualLoop loop = new VirtualLoop(running, builder.name(name), body);
    loop.start();
    return loop;
  }

  @Override
  public void execute(Runnable task) {
    running.execute(task);
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    if (delay.isZero() || delay.isNegative()) {
      execute(task);
      return;
    }
    synchronized (scheduled) {
      scheduled.add(new Scheduled(now.plus(delay), order++, delay, task));
    }
  }

  @Override
  public void carry(Runnable delivery) {
    delivery.run();
  }

  /// The threads for a worker of this world, which [#awaitIdle] then sees.
  public WorkerThreads threads() {
    return new WorkerThreads() {
      @Override
      public void start(String name, Runnable code) {
        running.start(name, code);
      }

      @Override
      public void resume(Thread thread) {
        running.resume(thread);
      }

      @Override
      public void park() {
        running.park();
      }
    };
  }

  /// Moves the clock, in one leap, and lets everything run that is due by then.
  ///
  /// @throws IllegalArgumentException if it would go back
  public void moveTo(Instant instant) {
    Instant next = instant.truncatedTo(ChronoUnit.MICROS);
    if (next.isBefore(now)) {
      throw new IllegalArgumentException(
          "Expected a clock that never goes back, but it is " + now + " and was to be " + next);
    }
    synchronized (scheduled) {
      now = next;
    }
    for (Scheduled due = pollDue(); due != null; due = pollDue()) {
      execute(due.task());
    }
    running.wakeLoops();
  }

  /// Waits until nothing runs: no loop, no function, and nothing on its way from one to another. A
  /// function that itself waits, without a time limit, for something that the test will do counts
  /// as resting; one that sleeps does not.
  ///
  /// @throws AssertionError if that takes longer than the given time
  public void awaitIdle(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    long heldSince = 0;
    long heldAt = -1;
    Running.Found found = running.look();
    while (found != Running.Found.IDLE) {
      long time = System.nanoTime();
      if (found == Running.Found.HELD && heldAt == running.handovers()) {
        if (time - heldSince >= HELD_NANOS) {
          return;
        }
      } else {
        heldAt = found == Running.Found.HELD ? running.handovers() : -1;
        heldSince = time;
      }
      if (time > deadline) {
        throw new AssertionError("Expected the hub to come to rest within " + patience
            + ", but these still run: " + running.describe());
      }
      running.awaitRest(LOOK_AGAIN_NANOS);
      found = running.look();
    }
  }

  /// When the next task is due among those that were to wait no longer than the given time, or
  /// null.
  @Nullable
  Instant nextTask(Duration longest) {
    synchronized (scheduled) {
      return scheduled.stream().filter(it -> it.delay().compareTo(longest) <= 0)
          .map(Scheduled::due).min(Comparator.naturalOrder()).orElse(null);
    }
  }

  private @Nullable Scheduled pollDue() {
    synchronized (scheduled) {
      Scheduled next = scheduled.peek();
      return next == null || next.due().isAfter(now) ? null : scheduled.poll();
    }
  }
}
