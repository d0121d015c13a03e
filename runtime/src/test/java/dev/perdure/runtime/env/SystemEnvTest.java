package dev.perdure.runtime.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SystemEnvTest {
  private final SystemEnv env = new SystemEnv();

  @ParameterizedTest
  @EnumSource
  void aLoopMissesNoWake(LoopKind kind) throws InterruptedException {
    int items = 100_000;
    Queue<Integer> queue = new ConcurrentLinkedQueue<>();
    AtomicInteger taken = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(1);
    Loop loop = env.loop("test", kind, () -> {
      while (queue.poll() != null) {
        if (taken.incrementAndGet() == items) {
          all.countDown();
        }
      }
      return LoopBody.UNTIL_WOKEN;
    });
    List<Thread> producers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      producers.add(Thread.startVirtualThread(() -> {
        for (int item = 0; item < items / 4; item++) {
          queue.add(item);
          loop.wake();
          if (item % 64 == 0) {
            LockSupport.parkNanos(1);
          }
        }
      }));
    }
    for (Thread producer : producers) {
      producer.join();
    }

    assertThat(all.await(20, TimeUnit.SECONDS)).as("took %d", taken.get()).isTrue();
    loop.stop();
  }

  @ParameterizedTest
  @EnumSource
  void aLoopRunsAgainAfterItsPause(LoopKind kind) throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(5);
    Loop loop = env.loop("test", kind, () -> {
      runs.countDown();
      return TimeUnit.MILLISECONDS.toNanos(1);
    });

    assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
    loop.stop();
  }

  @Test
  void aLoopThatIsWokenWhileItRunsRunsOnceMore() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch woken = new CountDownLatch(1);
    CountDownLatch again = new CountDownLatch(2);
    Loop loop = env.loop("test", LoopKind.LIGHT, () -> {
      running.countDown();
      awaitQuietly(woken);
      again.countDown();
      return LoopBody.UNTIL_WOKEN;
    });
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();

    loop.wake();
    woken.countDown();

    assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
    loop.stop();
  }

  @Test
  void stoppingWaitsForTheBodyAndEndsTheLoop() throws InterruptedException {
    AtomicBoolean inside = new AtomicBoolean();
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    Loop loop = env.loop("test", LoopKind.NATIVE, () -> {
      inside.set(true);
      started.countDown();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      runs.incrementAndGet();
      inside.set(false);
      return 0;
    });
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    loop.stop();

    assertThat(inside).isFalse();
    int before = runs.get();
    loop.wake();
    TimeUnit.MILLISECONDS.sleep(40);
    assertThat(runs).hasValue(before);
    loop.stop();
  }

  @Test
  void tasksRunSoonOrLater() throws InterruptedException {
    CountDownLatch soon = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    long began = env.nanos();

    env.execute(soon::countDown);
    env.schedule(Duration.ofMillis(30), later::countDown);

    assertThat(soon.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(env.nanos() - began).isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
  }

  @Test
  void idsAreRandomAndTheClockIsInMicroseconds() {
    assertThat(env.newId()).matches("[0-9a-f]{32}").isNotEqualTo(env.newId());
    assertThat(env.newNumber()).isNotEqualTo(env.newNumber());
    Instant now = env.now();
    assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
