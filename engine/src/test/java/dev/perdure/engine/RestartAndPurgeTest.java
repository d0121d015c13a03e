package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.purge;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.restart;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.request.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What clients ask of an ended instance, and events for instances in every status.
final class RestartAndPurgeTest {
  private final Scenario scenario = new Scenario(ID);

  @Test
  void aRestartBeginsAgainFromTheSameStart() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.given(terminate());
    scenario.later(Duration.ofMinutes(1));

    scenario.when(restart());

    assertThat(scenario.reply()).isEqualTo(new Outcome.Accepted(new ExecutionKey(ID, SECOND)));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);
    assertThat(scenario.story()).isEmpty();
    assertThat(scenario.row().times().created()).isEqualTo(scenario.now());
    assertThat(scenario.turnEvents().get(1).body()).isEqualTo(
        new EventBody.ExecutionStarted(
            new ExecutionKey(ID, SECOND), Acts.ORDER, "{\"n\":1}", null, null, null,
            Map.of("team", "a")));
  }

  @Test
  void anInstanceThatEndedBeforeItsFirstTurnCanBeRestarted() {
    scenario.given(Acts.startAt(Scenario.BEGIN.plusSeconds(60)), terminate());

    scenario.when(restart());

    assertThat(scenario.offered()).containsExactly("OrchestratorStarted", "ExecutionStarted");
    assertThat(scenario.row().times().scheduledStart()).isNull();
  }

  @Test
  void anInstanceThatEndedAfterAPartialTurnCanBeRestarted() {
    scenario.given(start());
    scenario.answer(Acts.partly(1));
    scenario.given(terminate());

    scenario.when(restart());

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);
  }

  @Test
  void aRestartedChildReportsToNobody() {
    scenario.given(
        Acts.startAsChild(
            new ParentInstance(new ExecutionKey("p", SECOND), Acts.ORDER, 1, 1), Acts.FIRST));
    scenario.answer(complete(1));
    scenario.sent();

    scenario.given(restart());
    scenario.answer(complete(1));

    assertThat(scenario.sent()).isEmpty();
  }

  @Test
  void onlyAnEndedInstanceCanBeRestartedOrPurged() {
    assertThat(scenario.when(restart()).changes()).isEmpty();
    assertThat(scenario.reply()).isEqualTo(new Outcome.NotFound(ID));
    assertThat(scenario.when(purge()).changes()).isEmpty();
    assertThat(scenario.reply()).isEqualTo(new Outcome.NotFound(ID));

    scenario.given(start());
    assertThat(scenario.when(restart()).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOf(Outcome.Refused.class);
    assertThat(scenario.when(purge()).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aPurgeRemovesEverything() {
    scenario.given(start());
    scenario.answer(task(1), complete(2));
    ExecutionKey execution = scenario.execution();

    Step step = scenario.when(purge());

    assertThat(scenario.reply()).isEqualTo(new Outcome.Accepted(execution));
    assertThat(step.changes()).contains(
        new Change.HistoryCleared(execution), new Change.OrchestrationRemoved(ID));
    assertThat(scenario.instance().orchestration()).isNull();
    assertThat(scenario.instance().tasks()).isEmpty();
    assertThat(scenario.effects(Effect.Withdraw.class)).hasSize(1);
    assertThat(scenario.effects(Effect.NotifyWaiters.class)).hasSize(1);
  }

  @Test
  void aPurgedIdCanBeUsedAgainAndOldAnswersDoNotReachIt() {
    scenario.given(start());
    scenario.answer(task(1));
    Message late = new Message.CompleteActivity(
        scenario.execution(), scenario.activity(1).sequence(), 1, Acts.SUCCESS);
    scenario.given(terminate(), purge());
    scenario.given(Acts.start(ID, SECOND, Acts.replacing(OrchestrationStatus.PENDING)));
    scenario.answer(task(1));

    assertThat(scenario.when(late)).isEqualTo(new Step(List.of(), List.of()));
  }

  @Test
  void anEventForAnUnknownOrEndedInstanceIsDropped() {
    assertThat(scenario.when(raise("E")).changes()).isEmpty();
    assertThat(scenario.reply()).isEqualTo(new Outcome.NotFound(ID));

    scenario.given(start());
    scenario.answer(complete(1));
    assertThat(scenario.when(raise("E")).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOfSatisfying(
        Outcome.NoEffect.class,
        outcome -> assertThat(outcome.status()).isEqualTo(OrchestrationStatus.COMPLETED));
  }

  @Test
  void anEventKeepsItsNameAsSent() {
    scenario.given(start(), new Message.RaiseEvent(ID, "MiXed", null));

    assertThat(scenario.reply()).isEqualTo(new Outcome.Accepted(scenario.execution()));
    assertThat(scenario.mail()).containsExactly("ExecutionStarted", "EventRaised(MiXed)");
  }
}
