package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.Action;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.TurnResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PayloadLimitTest {
  private final PayloadLimit limit = new PayloadLimit(300);

  @Test
  void payloadsAreMeasuredInBytesOfUtf8() {
    assertThat(limit.problem("x", null)).isNull();
    assertThat(limit.problem("x", "a".repeat(300))).isNull();
    assertThat(limit.problem("x", "a".repeat(301))).contains("300", "301");
    assertThat(limit.problem("x", "é".repeat(150))).isNull();
    assertThat(limit.problem("x", "é".repeat(151))).contains("302");
    assertThat(limit.problem("x", "語".repeat(100))).isNull();
    assertThat(limit.problem("x", "語".repeat(101))).contains("303");
    assertThat(limit.problem("x", "😀".repeat(75))).isNull();
    assertThat(limit.problem("x", "😀".repeat(76))).contains("304");
    assertThat(limit.problem("x", "\ud83d".repeat(101))).contains("303");
  }

  @Test
  void aResultThatIsTooLargeFailsItsActivity() {
    TaskOutcome small = new TaskOutcome.Succeeded("a");

    assertThat(limit.check("id", small)).isEqualTo(small);
    assertThat(limit.check("id", new TaskOutcome.Succeeded("a".repeat(301))))
        .isInstanceOfSatisfying(TaskOutcome.Failed.class, failed -> {
          assertThat(failed.failure().errorType()).isEqualTo(PayloadLimit.PAYLOAD_TOO_LARGE);
          assertThat(failed.failure().nonRetriable()).isTrue();
        });
  }

  @Test
  void aFailureThatIsTooLargeIsCut() {
    FailureDetails small = new FailureDetails(
        "T", "m", "s", FailureDetails.of("C", "c"), false, Map.of("k", 1.0));
    FailureDetails large = new FailureDetails(
        "T", "m", "s".repeat(101), FailureDetails.of("C", "c"), true, Map.of("k", 1.0));

    assertThat(limit.check("id", new TaskOutcome.Failed(small)))
        .isEqualTo(new TaskOutcome.Failed(small));
    assertThat(limit.check("id", new TaskOutcome.Failed(large)))
        .isEqualTo(new TaskOutcome.Failed(
            FailureDetails.nonRetriable("T", "m (cut: the failure had 107 characters)")));
  }

  @Test
  void everyTextOfAFailureCounts() {
    String long101 = "😀".repeat(51);
    List<FailureDetails> large = List.of(
        FailureDetails.of(long101, ""),
        FailureDetails.of("T", long101),
        new FailureDetails("", "", null, FailureDetails.of("", long101), false, Map.of()),
        new FailureDetails("", "", null, null, false, Map.of(long101, "")),
        new FailureDetails(
            "", "", null, null, false, Map.of("k", List.of(Map.of("k", long101)))));

    for (FailureDetails failure : large) {
      assertThat(limit.check("id", new TaskOutcome.Failed(failure)))
          .isInstanceOfSatisfying(TaskOutcome.Failed.class, failed -> {
            assertThat(failed.failure().message()).contains("cut: the failure had");
            assertThat(failed.failure().properties()).isEmpty();
          });
    }
  }

  @Test
  void aPayloadOfATurnThatIsTooLargeFailsTheOrchestration() {
    FunctionRef function = new FunctionRef("F", null);
    String large = "a".repeat(301);
    List<Action> actions = List.of(
        new Action.ScheduleTask(1, function, large, null, Map.of()),
        new Action.CreateSubOrchestration(1, "c", function, large, null, Map.of()),
        new Action.SendEvent(1, "c", "E", large),
        new Action.CompleteOrchestration(
            1, OrchestrationStatus.COMPLETED, large, null, List.of()),
        new Action.ContinueAsNew(1, large, null, List.of()));

    for (Action action : actions) {
      TurnResult result = limit.check("id", new TurnResult(List.of(action), "s", 3));

      assertThat(result.eventsProcessed()).isEqualTo(3);
      assertThat(result.actions()).singleElement()
          .isInstanceOfSatisfying(Action.CompleteOrchestration.class, end -> {
            assertThat(end.id()).isEqualTo(2);
            assertThat(end.status()).isEqualTo(OrchestrationStatus.FAILED);
            assertThat(end.failure()).isNotNull();
          });
    }
  }

  @Test
  void aTurnWithinTheLimitIsLeftAlone() {
    TurnResult result = new TurnResult(
        List.of(new Action.CreateTimer(0, Instant.EPOCH), new Action.CancelTimer(1, 0)), "s",
        TurnResult.ALL);

    assertThat(limit.check("id", result)).isSameAs(result);
    assertThat(limit.check("id", new TurnResult(List.of(), "s".repeat(301), 1)).actions())
        .hasSize(1);
  }

  @Test
  void theFailureOfAnOrchestrationIsCut() {
    Action end = new Action.CompleteOrchestration(
        4, OrchestrationStatus.FAILED, null, FailureDetails.of("T", "m".repeat(400)),
        List.of(2));

    TurnResult result = limit.check("id", new TurnResult(List.of(end), null, TurnResult.ALL));

    assertThat(result.actions()).singleElement()
        .isInstanceOfSatisfying(Action.CompleteOrchestration.class, cut -> {
          assertThat(cut.failedTasks()).containsExactly(2);
          assertThat(cut.failure()).isEqualTo(
              FailureDetails.of(
                  "T", "m".repeat(50) + " (cut: the failure had 401 characters)"));
        });
  }
}
