package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.failure;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.rewind;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.timer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.TurnResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rewinding one instance; [RewindChildTest] has the families.
final class RewindTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Scenario scenario = new Scenario(ID);

  @Test
  void anUnknownInstanceIsNotFound() {
    scenario.when(rewind(SECOND));

    assertThat(scenario.reply()).isEqualTo(new Outcome.NotFound(ID));
  }

  @Test
  void onlyAFailedInstanceCanBeRewound() {
    scenario.given(start());
    assertThat(scenario.when(rewind(SECOND)).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOfSatisfying(
        Outcome.Refused.class,
        outcome -> assertThat(outcome.message()).contains("not allowed", "Pending"));

    scenario.answer(complete(1));
    assertThat(scenario.when(rewind(SECOND)).changes()).isEmpty();
  }

  @Test
  void aRewindOfAnotherExecutionIsRefused() {
    scenario.given(start());
    scenario.answer(failure(1));

    scenario.when(new Message.RewindOrchestration(ID, "new", SECOND, null, null));

    assertThat(scenario.reply()).isInstanceOf(Outcome.Refused.class);
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.FAILED);
  }

  @Test
  void aFailedActivityIsScheduledAgainAndWhatSucceededStays() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.succeed(1, "\"kept\"");
    scenario.answer(task(2));
    scenario.fail(2, "Broken");
    scenario.answer(failure(3, 2));
    ExecutionKey failed = scenario.execution();

    scenario.when(rewind(SECOND));

    assertThat(scenario.reply())
        .isEqualTo(new Outcome.Accepted(new ExecutionKey(ID, SECOND)));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "TaskScheduled#1",
        "OrchestratorStarted", "TaskCompleted(1)", "OrchestratorStarted");
    assertThat(scenario.offered()).containsExactly("OrchestratorStarted");
    assertThat(scenario.effect(Effect.Forget.class).execution()).isEqualTo(failed);

    scenario.answer(task(2));
    scenario.succeed(2, null);
    scenario.answer(complete(3));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofSeveralAttemptsOnlyTheLastIsUndone(boolean named) {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.fail(1, "Broken");
    scenario.answer(timer(2, SOON));
    scenario.fire(2);
    scenario.answer(task(1));
    scenario.fail(1, "Broken");
    scenario.answer(named ? failure(3, 1) : failure(3));

    scenario.when(rewind(SECOND));

    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "TaskScheduled#1",
        "OrchestratorStarted", "TaskFailed(1)", "TimerCreated#2",
        "OrchestratorStarted", "TimerFired(2)", "OrchestratorStarted");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFailureThatWasCaughtStays(boolean named) {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.fail(1, "Caught");
    scenario.answer(task(2));
    scenario.fail(2, "Fatal");
    scenario.answer(named ? failure(3, 2) : failure(3));

    scenario.when(rewind(SECOND));

    assertThat(scenario.story()).contains("TaskScheduled#1", "TaskFailed(1)")
        .doesNotContain("TaskScheduled#2", "TaskFailed(2)");
  }

  @Test
  void severalFailedSiblingsRunAgainTogether() {
    scenario.given(start());
    scenario.answer(task(1), task(2), task(3));
    scenario.fail(1, "Broken");
    scenario.fail(2, "Broken");
    scenario.succeed(3, null);
    scenario.answer();
    scenario.answer(failure(4));

    scenario.when(rewind(SECOND));

    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "TaskScheduled#3",
        "OrchestratorStarted", "OrchestratorStarted", "TaskCompleted(3)");
  }

  @Test
  void anActivityThatHadNoResultAtTheEndRunsAgain() {
    scenario.given(start());
    scenario.answer(task(1), task(2), task(3));
    scenario.fail(1, "Broken");
    scenario.succeed(2, "\"came while the last turn was under way\"");
    scenario.answer(failure(4, 1));

    scenario.when(rewind(SECOND));

    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "OrchestratorStarted");
    assertThat(scenario.effect(Effect.Withdraw.class).token().sequence()).isPositive();
    assertThat(scenario.instance().tasks()).isEmpty();
  }

  @Test
  void anActivityOfAnEarlierExecutionRunsOn() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.given(raise("E"));
    scenario.answer(Acts.continueAsNew(2));
    scenario.answer(task(1), failure(2));

    scenario.when(rewind(SECOND));

    assertThat(scenario.activity(1).executionId()).isEqualTo(Acts.FIRST);
    assertThat(scenario.instance().tasks()).hasSize(1);
  }

  @Test
  void aTimerThatHadNotFiredIsSetAgain() {
    scenario.given(start());
    scenario.answer(task(1), timer(2, SOON), timer(3, SOON));
    scenario.fire(3);
    scenario.answer();
    scenario.fail(1, "Broken");
    scenario.answer(failure(4, 1));
    assertThat(scenario.instance().timer(2)).isNull();

    scenario.when(rewind(SECOND));
    scenario.answer(task(1));
    scenario.fire(2);

    assertThat(scenario.offered()).containsExactly("OrchestratorStarted", "TimerFired(2)");
    assertThat(scenario.instance().timer(3)).isNull();
  }

  @Test
  void aFailureOfTheOrchestratorItselfOnlyMakesATurnDue() {
    scenario.given(start());
    scenario.answer(failure(1));

    scenario.when(rewind(SECOND));

    assertThat(scenario.story()).containsExactly("OrchestratorStarted", "ExecutionStarted");
    assertThat(scenario.offered()).containsExactly("OrchestratorStarted");
    scenario.answer(complete(1));
    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "OrchestratorStarted",
        "ExecutionCompleted#1(COMPLETED)");
  }

  @Test
  void aRewindCanBeRepeated() {
    scenario.given(start());
    scenario.answer(task(1));
    for (String execution : new String[]{"e2", "e3", "e4"}) {
      scenario.fail(1, "Broken");
      scenario.answer(failure(2, 1));
      scenario.when(rewind(execution));
      scenario.answer(task(1));
    }
    scenario.succeed(1, null);
    scenario.answer(complete(2));

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
    assertThat(scenario.execution().executionId()).isEqualTo("e4");
  }

  @Test
  void aLateResultOfTheFailedExecutionIsDropped() {
    scenario.given(start());
    scenario.answer(task(1), task(2));
    Message late = new Message.CompleteActivity(
        scenario.execution(), scenario.activity(2).sequence(), 1, Acts.SUCCESS);
    scenario.fail(1, "Broken");
    scenario.answer(failure(3, 1));
    scenario.when(rewind(SECOND));
    scenario.answer(task(1), task(2));

    assertThat(scenario.when(late).changes()).isEmpty();
  }

  @Test
  void aNamedFailureThatWasRetriedIsNoCause() {
    scenario.given(start());
    scenario.answer(task(1), task(2));
    scenario.fail(1, "Broken");
    scenario.answer(task(1));
    scenario.fail(2, "Fatal");
    scenario.answer(failure(3, 1, 2, 99));

    scenario.when(rewind(SECOND));

    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "TaskScheduled#1",
        "OrchestratorStarted", "TaskFailed(1)", "OrchestratorStarted");
  }

  @Test
  void anInvalidCallIsMadeAgain() {
    scenario.given(start());
    scenario.answer(task(1, ""), Acts.child(2, "a/b"));
    scenario.answer(failure(3, 1, 2));

    scenario.when(rewind(SECOND));

    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "OrchestratorStarted");
    assertThat(scenario.sent()).isEmpty();
  }

  @Test
  void aRewoundInstanceLosesItsEndAndKeepsItsBeginning() {
    scenario.given(start());
    scenario.answer(
        new TurnResult(List.of(failure(1, 5)), "\"half\"", TurnResult.ALL));
    Instant created = scenario.row().times().created();
    scenario.later(SOON);

    Step step = scenario.when(rewind(SECOND));

    assertThat(scenario.row().times().created()).isEqualTo(created);
    assertThat(scenario.row().times().completed()).isNull();
    assertThat(scenario.row().failedTasks()).isEmpty();
    assertThat(scenario.row().customStatus()).isEqualTo("\"half\"");
    assertThat(scenario.row().origin().tags()).containsEntry("team", "a");
    assertThat(step.changes()).filteredOn(Change.HistoryAppended.class::isInstance).hasSize(1);
  }
}
