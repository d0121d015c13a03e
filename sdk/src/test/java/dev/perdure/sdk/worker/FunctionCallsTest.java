package dev.perdure.sdk.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls through a turnstile with one place. They compute, since who waits gives its place up.
final class FunctionCallsTest {
  private static final long PATIENCE_SECONDS = 30;

  private final Turnstile turnstile = new Turnstile(1);
  private final FunctionCalls calls = new FunctionCalls(Carriers.OF_PROCESS, turnstile);
  private final AtomicBoolean end = new AtomicBoolean();
  private final AtomicInteger begun = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    end.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void aCallThatFindsNoPlaceBeginsWhenAnotherHasEnded() throws Exception {
    CompletableFuture<Integer> first = start(this::compute);
    awaitBegun(1);
    CompletableFuture<Integer> second = start(this::compute);
    awaitInLine();
    assertThat(begun).hasValue(1);

    end.set(true);

    assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(second.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void aCallThatWaitsLetsTheNextOneIn() throws Exception {
    CountDownLatch met = new CountDownLatch(2);
    FunctionCalls.Call<Integer> meeting = () -> {
      met.countDown();
      met.await();
      return 0;
    };

    CompletableFuture<Integer> first = start(meeting);
    CompletableFuture<Integer> second = start(meeting);

    assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
    assertThat(second.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void whoIsInterruptedInTheLineTakesNoPlace() throws Exception {
    CompletableFuture<Integer> first = start(this::compute);
    awaitBegun(1);
    CompletableFuture<Integer> second = start(this::compute);
    awaitInLine();

    threads.getLast().interrupt();
    assertThat(second).failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .withThrowableThat().withCauseInstanceOf(InterruptedException.class);
    end.set(true);

    assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(start(this::compute).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void aCallThatFailsGivesItsPlaceBack() throws Exception {
    assertThat(start(() -> {
      throw new IllegalStateException("failed");
    })).failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .withThrowableThat().withCauseInstanceOf(IllegalStateException.class);

    end.set(true);
    assertThat(start(this::compute).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void aPlatformThreadNeedsNoPlace() throws Exception {
    CompletableFuture<Integer> inside = start(this::compute);
    awaitBegun(1);

    assertThat(calls.run(() -> "run")).isEqualTo("run");
    assertThat(inside).isNotDone();
  }

  private int compute() {
    int number = begun.incrementAndGet();
    while (!end.get()) {
      Thread.onSpinWait();
    }
    return number;
  }

  private CompletableFuture<Integer> start(FunctionCalls.Call<Integer> call) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    threads.add(Thread.ofVirtual().start(() -> {
      try {
        result.complete(calls.run(call));
      } catch (Exception e) {
        result.completeExceptionally(e);
      }
    }));
    return result;
  }

  private void awaitBegun(int count) throws InterruptedException {
    while (begun.get() < count) {
      Thread.sleep(1);
    }
  }

  private void awaitInLine() throws InterruptedException {
    while (!turnstile.isInDemand()) {
      Thread.sleep(1);
    }
  }
}
