package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.worker.WorkerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Orchestrators that break the rules: each ends with a clear reason, and no other one notices.
@SessionCacheSizes
final class BadOrchestratorTest extends HubTest {
  private final CountDownLatch freed = new CountDownLatch(1);

  BadOrchestratorTest(int sessionCacheSize) {
    super(sessionCacheSize);
    options = options.withWorker(WorkerOptions.defaults().withSessionCacheSize(sessionCacheSize)
        .withTurnLimits(Duration.ofMillis(40), Duration.ofMillis(150)));
  }

  @BeforeEach
  void register() {
    functions.activity("Echo", String.class, it -> it)
        .orchestration("Fine", ctx -> {
          String one = ctx.callActivity("Echo", "one", String.class).await();
          ctx.waitForExternalEvent("Go").await();
          return one + ctx.callActivity("Echo", "two", String.class).await();
        });
  }

  @AfterEach
  void freeWhatHangs() {
    freed.countDown();
  }

  /// Runs the bad one beside good ones, some of which were there before it.
  private OrchestrationMetadata runAmongOthers(String name) throws Exception {
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      others.add(start("Fine", null));
    }
    String bad = start(name, null);
    for (int i = 0; i < 10; i++) {
      others.add(start("Fine", null));
    }
    OrchestrationMetadata end = end(bad);
    for (String other : others) {
      client().raiseEvent(other, "Go");
    }
    for (String other : others) {
      assertThat(end(other).readOutputAs(String.class)).isEqualTo("onetwo");
    }
    return end;
  }

  private static FailureDetails failure(OrchestrationMetadata end) {
    assertThat(end.getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    return end.getFailureDetails().orElseThrow();
  }

  @Test
  void oneThatThrowsAnErrorFails() throws Exception {
    functions.orchestration("Bad", ctx -> {
      ctx.callActivity("Echo", "x", String.class).await();
      throw new StackOverflowError("deep");
    });

    FailureDetails failure = failure(runAmongOthers("Bad"));

    assertThat(failure.errorType()).isEqualTo("java.lang.StackOverflowError");
    assertThat(requireNonNull(failure.stackTrace())).contains("BadOrchestratorTest");
  }

  @Test
  void oneThatOverflowsItsStackFails() throws Exception {
    functions.orchestration("Bad", ctx -> endless(1));

    assertThat(failure(runAmongOthers("Bad")).errorType())
        .isEqualTo("java.lang.StackOverflowError");
  }

  private static int endless(int n) {
    return n == 0 ? 0 : n + endless(n + 1);
  }

  @Test
  void oneThatLoopsWithoutWaitingIsFailedWithItsStack() throws Exception {
    functions.orchestration("Bad", ctx -> {
      while (freed.getCount() > 0) {
        Thread.onSpinWait();
      }
      return null;
    });

    FailureDetails failure = failure(runAmongOthers("Bad"));

    assertThat(failure.message()).contains("Bad", "wait for a task");
    assertThat(requireNonNull(failure.stackTrace())).contains("BadOrchestratorTest");
  }

  @Test
  void oneThatBlocksIsFailedWithItsStack() throws Exception {
    functions.orchestration("Bad", ctx -> {
      ctx.callActivity("Echo", "x", String.class).await();
      freed.await();
      return ctx.callActivity("Echo", "never", String.class).await();
    });

    FailureDetails failure = failure(runAmongOthers("Bad"));

    assertThat(failure.message()).contains("Bad", "blocks");
    assertThat(requireNonNull(failure.stackTrace())).contains("CountDownLatch");
  }

  @Test
  void oneThatLogsForTooLongIsWarnedOnly() throws Exception {
    functions.orchestration("Slow", ctx -> {
      long end = System.nanoTime() + Duration.ofMillis(60).toNanos();
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      return "done";
    });

    assertThat(runAmongOthers("Slow").readOutputAs(String.class)).isEqualTo("done");
  }

  @Test
  void oneThatUsesItsContextOnAnotherThreadIsTold() throws Exception {
    functions.orchestration("Bad", ctx -> {
      AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
      Thread other = Thread.ofVirtual().start(() -> {
        try {
          ctx.callActivity("Echo", "stolen", String.class).await();
        } catch (IllegalStateException e) {
          thrown.set(e);
        }
      });
      other.join();
      return String.valueOf(thrown.get());
    });

    assertThat(runAmongOthers("Bad").readOutputAs(String.class))
        .contains("IllegalStateException", "own thread");
  }

  @Test
  void oneThatKeepsItsContextForLaterGetsNothing() throws Exception {
    AtomicReference<@Nullable Runnable> kept = new AtomicReference<>();
    functions.orchestration("Bad", ctx -> {
      kept.set(() -> ctx.callActivity("Echo", "late", String.class));
      return "ended";
    });
    OrchestrationMetadata end = runAmongOthers("Bad");

    Throwable thrown = org.assertj.core.api.Assertions
        .catchThrowable(() -> requireNonNull(kept.get()).run());

    assertThat(thrown).isInstanceOf(IllegalStateException.class);
    assertThat(client().getOrchestrationHistory(end.getInstanceId())).hasSize(3);
  }

  @Test
  void oneThatInterruptsItselfGoesOn() throws Exception {
    functions.orchestration("Bad", ctx -> {
      Thread.currentThread().interrupt();
      String one = ctx.callActivity("Echo", "one", String.class).await();
      Thread.currentThread().interrupt();
      ctx.createTimer(Duration.ZERO).await();
      return one;
    });

    assertThat(runAmongOthers("Bad").readOutputAs(String.class)).isEqualTo("one");
  }

  @Test
  void oneThatSwallowsEveryThrowableEndsAllTheSame() throws Exception {
    functions.orchestration("Bad", ctx -> {
      int swallowed = 0;
      for (int i = 0; i < 3; i++) {
        try {
          ctx.callActivity("Echo", "x", String.class).await();
        } catch (Throwable e) {
          swallowed++;
        }
      }
      return swallowed;
    });

    assertThat(runAmongOthers("Bad").readOutputAs(Integer.class)).isZero();
  }

  @Test
  void oneThatStartsTooMuchStillEnds() throws Exception {
    functions.orchestration("Bad", ctx -> {
      for (int i = 0; i < 500; i++) {
        ctx.callActivity("Echo", "x".repeat(1_000), String.class);
        ctx.createTimer(Duration.ofDays(1));
        ctx.sendEvent("nobody-" + i, "E");
      }
      return "done";
    });

    assertThat(runAmongOthers("Bad").readOutputAs(String.class)).isEqualTo("done");
  }

  @Test
  void anOutputWithoutAJsonFormFailsTheInstance() throws Exception {
    functions.orchestration("Bad", ctx -> {
      List<Object> self = new ArrayList<>();
      self.add(self);
      return self;
    });

    failure(runAmongOthers("Bad"));
  }
}
