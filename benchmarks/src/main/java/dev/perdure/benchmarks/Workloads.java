package dev.perdure.benchmarks;

import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.sdk.port.Hub;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The workloads, driven as clients drive a hub.
final class Workloads {
  private final Client client;

  Workloads(Client client) {
    this.client = client;
  }

  /// The workloads of a client of this SDK.
  Workloads(Hub hub) {
    this(
        (function, input) -> hub.start(StartRequest.of(null, function, input))
            .thenCompose(outcome -> hub.awaitCompletion(id(outcome), true))
            .thenApply(Workloads::completed));
  }

  /// What a workload needs.
  @FunctionalInterface
  interface Client {

    /// Starts an orchestration and waits for its end.
    ///
    /// @return whether it completed
    CompletionStage<Boolean> startAndWait(String function, @Nullable String input);
  }

  /// Runs one orchestration after the other from one client.
  ///
  /// @param samples takes the times from start to finish
  void oneByOne(
      String function, @Nullable String input, Duration length, Samples samples) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      long began = System.nanoTime();
      run(function, input);
      samples.add(System.nanoTime() - began);
    }
  }

  /// Runs one orchestration.
  ///
  /// @return how long it took, in nanoseconds
  long run(String function, @Nullable String input) {
    long began = System.nanoTime();
    check(client.startAndWait(function, input).toCompletableFuture().join());
    return System.nanoTime() - began;
  }

  /// Keeps a number of orchestrations in flight for a while: each that ends is followed by the
  /// next.
  ///
  /// @param samples takes the times from start to finish
  /// @return how many ended in a second
  double inFlight(int count, Duration length, Samples samples) {
    AtomicLong ended = new AtomicLong();
    AtomicInteger open = new AtomicInteger(count);
    CountDownLatch done = new CountDownLatch(1);
    long began = System.nanoTime();
    long end = began + length.toNanos();
    for (int i = 0; i < count; i++) {
      next(end, ended, open, done, samples);
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Expected to wait undisturbed, but was interrupted", e);
    }
    return ended.get() / ((System.nanoTime() - began) / 1e9);
  }

  /// Starts instances that wait for an event, and returns when all have begun to wait.
  static void startWaiting(Hub hub, int count) {
    int window = 1000;
    for (int done = 0; done < count; done += window) {
      CountDownLatch begun = new CountDownLatch(window);
      for (int i = 0; i < window; i++) {
        CompletionStage<?> _ = hub.start(StartRequest.of(null, "Wait", null))
            .thenCompose(outcome -> hub.awaitStart(id(outcome), false))
            .whenComplete((state, failure) -> begun.countDown());
      }
      try {
        begun.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("Expected to wait undisturbed, but was interrupted", e);
      }
    }
  }

  private void next(
      long end, AtomicLong ended, AtomicInteger open, CountDownLatch done, Samples samples) {
    long began = System.nanoTime();
    CompletionStage<?> _ = client.startAndWait("Three", null).whenComplete(
        (completed, failure) -> {
          if (failure == null) {
            check(completed);
            ended.incrementAndGet();
            samples.add(System.nanoTime() - began);
          }
          if (failure == null && System.nanoTime() < end) {
            next(end, ended, open, done, samples);
          } else if (open.decrementAndGet() == 0) {
            done.countDown();
          }
        });
  }

  static String id(Outcome outcome) {
    if (outcome instanceof Outcome.Accepted accepted) {
      return accepted.execution().instanceId();
    }
    throw new IllegalStateException("Expected the start to be accepted, but got " + outcome);
  }

  private static boolean completed(Optional<InstanceState> state) {
    return state.isPresent() && state.get().status() == OrchestrationStatus.COMPLETED;
  }

  private static void check(boolean completed) {
    if (!completed) {
      throw new IllegalStateException("Expected an orchestration that completes");
    }
  }
}
