package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.orchestration.Limits;
import dev.perdure.model.EntityId;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.PartitionHash;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.worker.WorkerOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Work that brings its process down is tried a bounded number of times.
final class QuarantineTest extends HubTest {
  private final Semaphore began = new Semaphore(0);
  private final CountDownLatch never = new CountDownLatch(1);
  private final List<Integer> attempts = new CopyOnWriteArrayList<>();
  private volatile boolean deadly = true;
  private volatile boolean slow;

  @BeforeEach
  void register() {
    functions.activity("Deadly", ctx -> {
      attempts.add(ctx.getAttempt());
      if (deadly) {
        began.release();
        never.await();
      }
      return "survived";
    }).activity("Innocent", ctx -> {
      if (slow) {
        never.await();
      }
      return "innocent";
    }).orchestration("CallDeadly", ctx -> {
      try {
        return ctx.callActivity("Deadly", String.class).await();
      } catch (TaskFailedException e) {
        return e.getErrorDetails().errorType() + ": " + e.getErrorDetails().message();
      }
    }).orchestration("PassDeadly", ctx -> ctx.callActivity("Deadly", String.class).await())
        .orchestration("CallInnocent",
            ctx -> ctx.callActivity("Innocent", String.class).await())
        .orchestration("DeadlyTurn", ctx -> {
          String event = ctx.waitForExternalEvent("Go", String.class).await();
          if (deadly) {
            attempts.add(attempts.size() + 1);
            began.release();
            never.await();
          }
          return event;
        })
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await());
  }

  @AfterEach
  void freeWhatHangs() {
    never.countDown();
  }

  private void crashWhileItRuns() throws Exception {
    assertThat(began.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    hub().crash();
  }

  private void crashAtEveryAttempt() throws Exception {
    for (int i = 0; i < Limits.MAX_ATTEMPTS; i++) {
      crashWhileItRuns();
    }
  }

  @Test
  void anActivityThatBringsItsProcessDownFailsInTheEnd() throws Exception {
    String id = startAs("bad", "CallDeadly", null);
    startAs("good", "Wait", null);

    crashAtEveryAttempt();

    assertThat(end(id).readOutputAs(String.class)).startsWith("dev.perdure.Quarantined: ")
        .contains("Deadly", "bad", "6 attempts");
    assertThat(attempts).containsExactly(1, 2, 3, 4, 5, 6);
    client().raiseEvent("good", "Go", "fine");
    assertThat(end("good").readOutputAs(String.class)).isEqualTo("fine");
  }

  @Test
  void aQuarantinedActivityIsMendedAndRewound() throws Exception {
    String id = startAs("bad", "PassDeadly", null);
    crashAtEveryAttempt();
    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);

    deadly = false;
    client().rewindInstance(id, "mended");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("survived");
    assertThat(attempts).containsExactly(1, 2, 3, 4, 5, 6, 1);
  }

  @Test
  void aTurnThatBringsItsProcessDownFailsItsInstance() throws Exception {
    String id = startAs("bad", "DeadlyTurn", null);
    hub().awaitIdle();
    client().raiseEvent(id, "Go", "event");

    crashAtEveryAttempt();

    FailureDetails failure = end(id).getFailureDetails().orElseThrow();
    assertThat(failure.errorType()).isEqualTo("dev.perdure.Quarantined");
    assertThat(failure.message()).contains("DeadlyTurn", "bad", "6 attempts");
    assertThat(attempts).hasSize(Limits.MAX_ATTEMPTS);

    deadly = false;
    client().rewindInstance(id);
    assertThat(end(id).readOutputAs(String.class)).isEqualTo("event");
  }

  @Test
  void theInnocentThatRanBesideItGoThrough() throws Exception {
    slow = true;
    for (int i = 0; i < 10; i++) {
      startAs("innocent-" + i, "CallInnocent", null);
    }
    startAs("bad", "CallDeadly", null);
    for (int i = 0; i < Limits.ATTEMPTS_BEFORE_SUSPICION; i++) {
      crashWhileItRuns();
    }
    slow = false;

    for (int i = Limits.ATTEMPTS_BEFORE_SUSPICION; i < Limits.MAX_ATTEMPTS; i++) {
      crashWhileItRuns();
    }

    assertThat(end("bad").readOutputAs(String.class)).startsWith("dev.perdure.Quarantined");
    for (int i = 0; i < 10; i++) {
      assertThat(end("innocent-" + i).readOutputAs(String.class)).isEqualTo("innocent");
    }
  }

  /// The slow ones take all places of the worker, so that the suspect waits when it is withdrawn.
  /// All are of one partition, which offers the slow ones before it asks for the suspects.
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0"})
  void aSuspectThatIsWithdrawnBeforeItBeginsHoldsUpNoOtherSuspect(int ended, int other)
      throws Exception {
    slow = true;
    options = TestHubOptions.defaults()
        .withWorker(WorkerOptions.defaults().withMaxConcurrentActivities(2));
    List<String> ids = IntStream.iterate(0, i -> i + 1).mapToObj(i -> "beside-" + i)
        .filter(id -> PartitionHash.partitionOf(id, HubIdentity.DEFAULT_PARTITIONS) == 0)
        .limit(4).toList();
    startAs(ids.get(0), "CallDeadly", null);
    startAs(ids.get(1), "CallDeadly", null);
    for (int i = 0; i < Limits.ATTEMPTS_BEFORE_SUSPICION; i++) {
      assertThat(began.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
      hub().crash();
    }
    assertThat(began.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
    startAs(ids.get(2), "CallInnocent", null);
    startAs(ids.get(3), "CallInnocent", null);
    hub().awaitIdle();
    deadly = false;
    hub().crash();
    hub().awaitIdle();
    assertThat(attempts).hasSize(2 * (Limits.ATTEMPTS_BEFORE_SUSPICION + 1));

    client().terminate(ids.get(ended), null);
    never.countDown();

    assertThat(end(ids.get(other)).readOutputAs(String.class)).isEqualTo("survived");
  }

  @Test
  void cleanRestartsAreNoAttempts() throws Exception {
    String id = startAs("restarted", "CallDeadly", null);
    for (int i = 0; i < 2 * Limits.MAX_ATTEMPTS; i++) {
      assertThat(began.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      hub().restart();
    }
    deadly = false;
    hub().restart();

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("survived");
    assertThat(attempts).containsOnly(1);
  }

  @Test
  void workThatNobodyTookIsNoSuspect() throws Exception {
    String id = startAs("pending", "Unknown", null);
    for (int i = 0; i < 2 * Limits.MAX_ATTEMPTS; i++) {
      hub().crash();
    }
    hub().awaitIdle();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.PENDING);
    functions.orchestration("Unknown", ctx -> "known");
    hub().restart(functions);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("known");
  }

  @Test
  void aSuccessClearsTheCount() throws Exception {
    functions.orchestration("Twice", ctx -> {
      String first = ctx.callActivity("Deadly", String.class).await();
      ctx.waitForExternalEvent("Again").await();
      return first + ctx.callActivity("Deadly", String.class).await();
    });
    String id = startAs("twice", "Twice", null);
    for (int i = 0; i < 4; i++) {
      crashWhileItRuns();
    }
    assertThat(began.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    deadly = false;
    hub().crash();
    // The sixth attempt was the last one: it ran alone and came through.
    hub().awaitIdle();
    assertThat(attempts).containsExactly(1, 2, 3, 4, 5, 6);
    client().raiseEvent(id, "Again");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("survivedsurvived");
  }

  @Test
  void anEntityWhoseOperationIsQuarantinedHoldsUpNoOtherSuspect() throws Exception {
    functions.entity("Fragile", operation -> {
      if (deadly && operation.getName().equals("deadly")) {
        began.release();
        never.await();
      }
      operation.getState().setState(operation.getName());
      return null;
    });
    EntityId first = new EntityId("Fragile", "first");
    EntityId second = new EntityId("Fragile", "second");
    for (EntityId entity : List.of(first, second)) {
      client().signalEntity(entity, "deadly");
    }
    for (int i = 0; i < Limits.ATTEMPTS_BEFORE_SUSPICION; i++) {
      assertThat(began.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
      hub().crash();
    }

    // Both run alone now, one after the other. What comes now is no suspect.
    for (EntityId entity : List.of(first, second)) {
      client().signalEntity(entity, "harmless");
    }
    for (int i = Limits.ATTEMPTS_BEFORE_SUSPICION; i < Limits.MAX_ATTEMPTS - 1; i++) {
      crashWhileItRuns();
    }
    crashWhileItRuns();
    deadly = false;
    hub().crash();
    hub().awaitIdle();

    for (EntityId entity : List.of(first, second)) {
      assertThat(client().getEntityMetadata(entity).orElseThrow().readStateAs(String.class))
          .isEqualTo("harmless");
    }
  }
}
