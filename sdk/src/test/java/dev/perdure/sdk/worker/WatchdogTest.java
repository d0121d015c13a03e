package dev.perdure.sdk.worker;

import static dev.perdure.sdk.replay.TestInstance.failure;
import static dev.perdure.sdk.replay.TestInstance.output;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.FailureDetails;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.OrchestratorFunction;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class WatchdogTest {
  private final HandFedSource source = new HandFedSource();

  @Test
  void endlessLoopsFailAndOthersStillRun() {
    AtomicBoolean stop = new AtomicBoolean();
    OrchestratorFunction<String> function = ctx -> {
      if (ctx.getInstanceId().startsWith("good")) {
        return "fine";
      }
      while (!stop.get()) {
        Thread.onSpinWait();
      }
      return "never seen";
    };
    try (DurableTaskWorker worker = worker(function)) {
      int loops = Runtime.getRuntime().availableProcessors() + 1;
      for (int i = 0; i < loops; i++) {
        FailureDetails failure = failure(source.start("bad" + i, null));
        assertThat(failure.errorType()).isEqualTo("TurnTimeout");
        assertThat(failure.message()).contains("'Flow'", "'bad" + i + "'", "PT0.2S");
        assertThat(failure.stackTrace()).contains("WatchdogTest");
      }

      assertThat(output(source.start("good", null))).isEqualTo("\"fine\"");
      stop.set(true);
      assertThat(output(source.start("good2", null))).isEqualTo("\"fine\"");
      assertThat(worker).isNotNull();
    } finally {
      stop.set(true);
    }
  }

  @Test
  void blockedTurnsFailAndTheirLateCallsReachNothing() throws InterruptedException {
    CountDownLatch hold = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    OrchestratorFunction<String> function = ctx -> {
      hold.await();
      try {
        ctx.callActivity("Late");
      } finally {
        released.countDown();
      }
      return "never seen";
    };
    try (DurableTaskWorker worker = worker(function)) {
      assertThat(failure(source.start("a", null)).errorType()).isEqualTo("TurnTimeout");
      hold.countDown();
      released.await();
      assertThat(source.staleAnswers).hasValue(0);
      assertThat(worker).isNotNull();
    }
  }

  private DurableTaskWorker worker(OrchestratorFunction<?> function) {
    FunctionRegistry registry = new FunctionRegistry().orchestration("Flow", function);
    return new DurableTaskWorker(source, registry, WorkerOptions.defaults()
        .withEviction(Eviction.UNWIND)
        .withTurnLimits(Duration.ofMillis(50), Duration.ofMillis(200))).start();
  }
}
