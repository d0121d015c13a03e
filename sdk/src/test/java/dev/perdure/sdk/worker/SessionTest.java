package dev.perdure.sdk.worker;

import static dev.perdure.sdk.replay.TestInstance.completion;
import static dev.perdure.sdk.replay.TestInstance.done;
import static dev.perdure.sdk.replay.TestInstance.failure;
import static dev.perdure.sdk.replay.TestInstance.output;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.OrchestratorFunction;
import dev.perdure.sdk.TaskOrchestrationContext;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SessionTest {
  private static final int STEPS = 5;

  private final HandFedSource source = new HandFedSource();
  private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable it : open) {
      it.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, UNWIND, 10", "0, ABANDON, 10", "1, UNWIND, 9", "1, ABANDON, 9",
      "100, UNWIND, 0", "100, ABANDON, 0"})
  void everyCacheSizeGivesTheSameResults(int size, Eviction eviction, int historyReads) {
    worker(counting(), size, eviction);
    source.start("a", null);
    source.start("b", null);
    for (int i = 0; i < STEPS - 1; i++) {
      source.turn("a", done(i, "1"));
      source.turn("b", done(i, "2"));
    }

    assertThat(output(source.turn("a", done(STEPS - 1, "1")))).isEqualTo("5");
    assertThat(output(source.turn("b", done(STEPS - 1, "2")))).isEqualTo("10");
    assertThat(source.historyReads).hasValueBetween(historyReads, 10);
    assertThat(source.staleAnswers).hasValue(0);
  }

  @Test
  void aCachedSessionGoesOnWithoutReplay() {
    AtomicInteger runs = new AtomicInteger();
    worker(ctx -> {
      runs.incrementAndGet();
      return ctx.callActivity("A", int.class).await() + ctx.callActivity("B", int.class).await();
    }, 100, Eviction.UNWIND);
    source.start("a", null);
    source.turn("a", done(0, "1"));

    assertThat(output(source.turn("a", done(1, "2")))).isEqualTo("3");
    assertThat(runs).hasValue(1);
    assertThat(source.historyReads).hasValue(0);
  }

  @Test
  void aReopenedPartitionMakesItReplay() {
    worker(counting(), 100, Eviction.UNWIND);
    source.start("a", null);
    source.reopen();

    source.turn("a", done(0, "1"));

    assertThat(source.historyReads).hasValue(1);
  }

  @Test
  void aForgottenExecutionIsReplayedShouldItComeBack() {
    worker(counting(), 100, Eviction.UNWIND);
    source.start("a", null);
    source.forget("a");

    source.turn("a", done(0, "1"));

    assertThat(source.historyReads).hasValue(1);
  }

  @Test
  void aTurnOfferedTwiceIsAnsweredAndTheStaleAnswerHarmsNothing() {
    CountDownLatch hold = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    worker(ctx -> {
      if (runs.incrementAndGet() == 1) {
        await(hold);
      }
      return ctx.callActivity("A", int.class).await();
    }, 100, Eviction.UNWIND);
    source.offer("a", HandFedSource.started("a", null));
    while (runs.get() == 0) {
      Thread.onSpinWait();
    }
    source.start("a", null);
    hold.countDown();

    assertThat(output(source.turn("a", done(0, "4")))).isEqualTo("4");
  }

  @Test
  void unwindingRunsFinallyBlocksWhoseCallsReachNothing() throws InterruptedException {
    CountDownLatch unwound = new CountDownLatch(1);
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    worker(ctx -> {
      try {
        return ctx.callActivity("A", int.class).await();
      } catch (Exception e) {
        seen.add("exception");
        return 0;
      } finally {
        if (unwound.getCount() > 0) {
          try {
            ctx.callActivity("Cleanup");
            seen.add("called");
          } catch (Throwable t) {
            seen.add(t.getClass().getSimpleName());
          }
          unwound.countDown();
        }
      }
    }, 0, Eviction.UNWIND);
    source.start("a", null);
    assertThat(unwound.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(seen).containsExactly("Unwinding");
    assertThat(output(source.turn("a", done(0, "1")))).isEqualTo("1");
    assertThat(source.staleAnswers).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void codeThatCatchesEverythingForeverDoesNoHarm(Eviction eviction) {
    AtomicInteger caught = new AtomicInteger();
    worker(ctx -> {
      while (true) {
        try {
          return ctx.callActivity("A", int.class).await();
        } catch (Throwable t) {
          caught.incrementAndGet();
        }
      }
    }, 0, eviction);
    source.start("a", null);

    assertThat(output(source.turn("a", done(0, "1")))).isEqualTo("1");
    assertThat(caught.get()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void unwindingLeavesSynchronizedBlocks() {
    Object lock = new Object();
    worker(ctx -> {
      synchronized (lock) {
        return ctx.callActivity("A", int.class).await();
      }
    }, 0, Eviction.UNWIND);
    source.start("a", null);

    assertThat(output(source.turn("a", done(0, "1")))).isEqualTo("1");
    assertThat(output(source.turn("b", HandFedSource.started("b", null), done(0, "2"))))
        .isEqualTo("2");
  }

  @Test
  void aConvertedUnwindingIsNoFailureOfTheInstance() {
    worker(ctx -> {
      try {
        return ctx.callActivity("A", int.class).await();
      } catch (Throwable t) {
        throw new IllegalStateException("converted", t);
      }
    }, 0, Eviction.UNWIND);
    source.start("a", null);

    assertThat(output(source.turn("a", done(0, "1")))).isEqualTo("1");
  }

  @Test
  void otherThreadsMayNotUseTheContext() {
    worker(ctx -> {
      StringBuilder message = new StringBuilder();
      Thread other = Thread.ofPlatform().name("stranger").start(() -> {
        try {
          ctx.callActivity("A");
        } catch (IllegalStateException e) {
          message.append(e.getMessage());
        }
      });
      join(other);
      return message.toString();
    }, 100, Eviction.UNWIND);

    assertThat(output(source.start("a", null))).contains("'a'", "'stranger'");
  }

  @Test
  void errorsFailTheInstanceAndTheWorkerLivesOn() {
    worker(ctx -> {
      if (ctx.getInstanceId().equals("bad")) {
        throw new OutOfMemoryError("pretended");
      }
      return "fine";
    }, 100, Eviction.UNWIND);

    assertThat(failure(source.start("bad", null)).errorType())
        .isEqualTo("java.lang.OutOfMemoryError");
    assertThat(output(source.start("good", null))).isEqualTo("\"fine\"");
  }

  @Test
  void interruptingOnesOwnThreadIsHarmless() {
    worker(ctx -> {
      Thread.currentThread().interrupt();
      return ctx.callActivity("A", int.class).await();
    }, 100, Eviction.UNWIND);
    source.start("a", null);

    assertThat(output(source.turn("a", done(0, "1")))).isEqualTo("1");
  }

  @Test
  void aTurnWithoutItsStartIsGivenBack() throws InterruptedException {
    worker(ctx -> null, 100, Eviction.UNWIND);

    assertThat(completionOrAbandoned()).contains("ExecutionStarted");
  }

  @Test
  void nonDeterminismFailsTheInstance() {
    AtomicInteger runs = new AtomicInteger();
    worker(ctx -> ctx.callActivity("A" + runs.getAndIncrement(), int.class).await(), 0,
        Eviction.UNWIND);
    source.start("a", null);

    var end = source.turn("a", done(0, "1"));

    assertThat(completion(end).status()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(failure(end).message()).contains("TaskScheduled 'A0'", "callActivity 'A");
  }

  private String completionOrAbandoned() throws InterruptedException {
    source.offer("a");
    String cause = source.abandoned.poll(10, TimeUnit.SECONDS);
    return cause == null ? "answered" : cause;
  }

  private static OrchestratorFunction<Integer> counting() {
    return ctx -> {
      int sum = 0;
      for (int i = 0; i < STEPS; i++) {
        sum += step(ctx);
      }
      return sum;
    };
  }

  private static int step(TaskOrchestrationContext ctx) {
    return ctx.callActivity("A", List.of(1), int.class).await();
  }

  private void worker(OrchestratorFunction<?> function, int cacheSize, Eviction eviction) {
    FunctionRegistry registry = new FunctionRegistry().orchestration("Flow", function);
    open.add(new DurableTaskWorker(source, registry, WorkerOptions.defaults()
        .withSessionCacheSize(cacheSize).withEviction(eviction)).start());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
