package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.env.SystemEnv;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Whatever a stream has accepted is encoded when it may be.
final class ItemQueueTest {
  private static final ItemQueue.Accepted ITEM = new ItemQueue.Accepted(
      new WorkItem.Activity(
          new WorkToken(new ExecutionKey("a", "1"), 1, 1, 1), new FunctionRef("Charge", null), "",
          0,
          null, Map.of(), null),
      1);

  private final SystemEnv env = new SystemEnv();

  /// Each comes when the thread that has encoded the one before it is about to end, a bit sooner or
  /// later.
  @Test
  void nothingIsOverlooked() {
    Encoding work = new Encoding(Integer.MAX_VALUE);
    ItemQueue queue = new ItemQueue(env, 1, work);
    long end = System.nanoTime() + Sidecar.PATIENCE.toNanos();

    for (int i = 1; i <= 50_000; i++) {
      queue.add(ITEM);
      while (work.encoded.get() < i && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      for (int pause = i % 100; pause > 0; pause--) {
        Thread.onSpinWait();
      }
    }

    assertThat(work.encoded).hasValue(50_000);
  }

  @Test
  void whatMayNotBeEncodedWaitsUntilItMay() throws Exception {
    Encoding work = new Encoding(2);
    ItemQueue queue = new ItemQueue(env, 1, work);
    for (int i = 0; i < 5; i++) {
      queue.add(ITEM);
    }
    work.await(2);

    work.may = 4;
    queue.go();
    work.await(4);
    work.may = 5;
    queue.go();

    work.await(5);
  }

  @Test
  void onlySoManyAreEncodedAtATime() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(3);
    AtomicInteger most = new AtomicInteger();
    Encoding work = new Encoding(Integer.MAX_VALUE) {
      private final AtomicInteger now = new AtomicInteger();

      @Override
      public void encode(ItemQueue.Accepted item) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        begun.countDown();
        awaitZero(held);
        now.decrementAndGet();
        super.encode(item);
      }
    };
    ItemQueue queue = new ItemQueue(env, 3, work);

    for (int i = 0; i < 20; i++) {
      queue.add(ITEM);
    }
    awaitZero(begun);
    held.countDown();
    work.await(20);

    assertThat(most).hasValue(3);
  }

  private static void awaitZero(CountDownLatch latch) {
    try {
      assertThat(latch.await(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Encodes nothing, and as many as the test says.
  private static class Encoding implements ItemQueue.Work {
    private final AtomicInteger encoded = new AtomicInteger();
    private volatile int may;

    Encoding(int may) {
      this.may = may;
    }

    @Override
    public boolean mayGoOn() {
      return encoded.get() < may;
    }

    @Override
    public boolean inTurn(BooleanSupplier step) {
      return step.getAsBoolean();
    }

    @Override
    public void encode(ItemQueue.Accepted item) {
      encoded.incrementAndGet();
    }

    void await(int items) throws InterruptedException {
      for (int i = 0; encoded.get() < items && i < Sidecar.PATIENCE.toMillis(); i++) {
        Thread.sleep(1);
      }
      assertThat(encoded).hasValue(items);
    }
  }
}
