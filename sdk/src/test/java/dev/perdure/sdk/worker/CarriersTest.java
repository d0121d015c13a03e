package dev.perdure.sdk.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How many carriers there are while functions compute, looked at by hand.
final class CarriersTest {
  private static final int PROCESSORS = 4;
  private static final int MAX_ADDED = 2 * PROCESSORS;
  private static final long LATER = TimeUnit.MILLISECONDS.toNanos(60);

  private final HandPool pool = new HandPool();
  private final Carriers carriers = new Carriers(pool, MAX_ADDED);
  private final AtomicBoolean end = new AtomicBoolean();
  private final CountDownLatch hold = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    end.set(true);
    hold.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void eachFunctionThatComputesGetsACarrierUntilItEnds() {
    Thread first = began(this::spin);
    began(this::spin);

    carriers.look(LATER);
    assertThat(pool.size).isEqualTo(PROCESSORS + 2);
    assertThat(pool.nudges).isEqualTo(1);
    carriers.look(LATER);
    assertThat(pool.size).isEqualTo(PROCESSORS + 2);

    carriers.ended(first);
    carriers.look(LATER);
    assertThat(pool.size).isEqualTo(PROCESSORS + 1);
  }

  @Test
  void youngAndWaitingFunctionsGetNone() throws InterruptedException {
    Thread waits = began(this::holds);
    awaitWaiting(waits);
    carriers.look(LATER);
    Thread young = began(this::spin);
    carriers.look(LATER / 2);

    assertThat(young.isAlive()).isTrue();
    assertThat(pool.resized).isZero();
    assertThat(pool.nudges).isZero();
  }

  @Test
  void whereNoCarrierIsLeftThereMayBeMoreInLine() {
    for (int i = 0; i < PROCESSORS; i++) {
      began(this::spin);
    }
    carriers.look(LATER);

    assertThat(pool.size).isEqualTo(PROCESSORS + 2 * PROCESSORS);
  }

  @Test
  void theCarriersGoOneByOneAndOthersChangesStay() {
    Thread first = began(this::spin);
    Thread second = began(this::spin);
    carriers.look(LATER);
    pool.size += 10;
    carriers.ended(first);
    carriers.ended(second);

    carriers.look(LATER);
    assertThat(pool.size).isEqualTo(PROCESSORS + 10 + 1);
    carriers.look(LATER);
    assertThat(pool.size).isEqualTo(PROCESSORS + 10);
    carriers.look(LATER);
    assertThat(pool.size).isEqualTo(PROCESSORS + 10);
  }

  @Test
  void thereIsAMost() {
    for (int i = 0; i <= PROCESSORS; i++) {
      began(this::spin);
    }
    carriers.look(LATER);

    assertThat(pool.size).isEqualTo(PROCESSORS + MAX_ADDED);
  }

  @Test
  void aPoolThatCannotGrowIsLeftAlone() {
    pool.fixed = true;
    began(this::spin);
    carriers.look(LATER);
    carriers.look(LATER);

    assertThat(pool.size).isEqualTo(PROCESSORS);
  }

  @Test
  void activitiesWaitForAPlaceUntilOneEndsOrWaits() throws InterruptedException {
    Turnstile turnstile = new Turnstile(2);
    List<Thread> begun = new ArrayList<>();
    for (Runnable function : List.<Runnable>of(this::holds, this::spin, this::spin, this::spin)) {
      turnstile.enter(() -> {
        Thread thread = Thread.ofPlatform().daemon().start(function);
        threads.add(thread);
        begun.add(thread);
        carriers.began(thread, 0, turnstile);
      });
    }
    assertThat(begun).hasSize(2);
    awaitWaiting(begun.getFirst());

    carriers.letOut();
    assertThat(begun).hasSize(3);
    carriers.letOut();
    carriers.ended(begun.getFirst());
    assertThat(begun).hasSize(3);
    assertThat(turnstile.isInDemand()).isTrue();

    carriers.ended(begun.get(1));
    assertThat(begun).hasSize(4);
    assertThat(turnstile.isInDemand()).isFalse();
  }

  private static void awaitWaiting(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
  }

  private Thread began(Runnable function) {
    Thread thread = Thread.ofPlatform().daemon().start(function);
    threads.add(thread);
    carriers.began(thread, 0, null);
    return thread;
  }

  private void spin() {
    while (!end.get()) {
      Thread.onSpinWait();
    }
  }

  private void holds() {
    try {
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class HandPool implements CarrierPool {
    private int size = PROCESSORS;
    private int resized;
    private int nudges;
    private boolean fixed;

    @Override
    public int size() {
      return size;
    }

    @Override
    public boolean resize(int carriers) {
      if (fixed) {
        return false;
      }
      size = carriers;
      resized++;
      return true;
    }

    @Override
    public void nudge() {
      nudges++;
    }
  }
}
