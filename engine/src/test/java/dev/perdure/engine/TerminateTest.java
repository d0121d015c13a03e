package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.SUCCESS;
import static dev.perdure.engine.Acts.child;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.suspend;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.terminate;
import static dev.perdure.engine.Acts.terminateAll;
import static dev.perdure.engine.Acts.timer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkToken;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TerminateTest {
  private final Scenario scenario = new Scenario(ID);

  @Test
  void anUnknownInstanceIsNotFound() {
    scenario.when(terminate());

    assertThat(scenario.reply()).isEqualTo(new Outcome.NotFound(ID));
  }

  @Test
  void aPendingInstanceEndsWithItsInputInTheHistory() {
    scenario.given(start(), raise("Dropped"), terminate());

    assertThat(scenario.reply()).isEqualTo(new Outcome.Accepted(scenario.execution()));
    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "ExecutionTerminated",
        "ExecutionCompleted(TERMINATED)");
    assertThat(scenario.effects(Effect.NotifyWaiters.class)).hasSize(1);
  }

  @Test
  void aRunningInstanceEndsWithTheGivenOutput() {
    scenario.given(start());
    scenario.answer(timer(1, Duration.ofHours(1)));

    scenario.given(terminate());

    assertThat(scenario.history().subList(3, 6)).extracting(HistoryEvent::body).containsExactly(
        new EventBody.OrchestratorStarted(),
        new EventBody.ExecutionTerminated("\"enough\"", false),
        new EventBody.ExecutionCompleted(OrchestrationStatus.TERMINATED, "\"enough\"", null));
  }

  @Test
  void theTurnInFlightLosesItsTokenAndIsTakenBack() {
    scenario.given(start());
    WorkToken token = scenario.effect(Effect.OfferTurn.class).turn().token();

    scenario.given(terminate());

    assertThat(scenario.effect(Effect.Withdraw.class).token()).isEqualTo(token);
  }

  @Test
  void openActivitiesAreTakenBack() {
    scenario.given(start());
    scenario.answer(task(1), task(2));

    scenario.given(terminate());

    assertThat(scenario.effects(Effect.Withdraw.class)).hasSize(2);
    assertThat(scenario.instance().tasks()).isEmpty();
  }

  @Test
  void anEndedInstanceIsLeftAlone() {
    scenario.given(start());
    scenario.answer(complete(1));

    assertThat(scenario.when(terminate()).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOfSatisfying(
        Outcome.NoEffect.class,
        outcome -> assertThat(outcome.status()).isEqualTo(OrchestrationStatus.COMPLETED));
  }

  @Test
  void aTerminationOfAnotherExecutionDoesNotHitThisOne() {
    scenario.given(start());

    scenario.when(new Message.TerminateOrchestration(ID, SECOND, null, false));

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);
    assertThat(scenario.reply()).isInstanceOfSatisfying(
        Outcome.NoEffect.class,
        outcome -> assertThat(outcome.message()).contains("another execution is meant"));
  }

  @Test
  void aTerminationOfThisExecutionHitsIt() {
    scenario.given(start());

    scenario.when(new Message.TerminateOrchestration(ID, Acts.FIRST, null, false));

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.TERMINATED);
  }

  @Test
  void onlyARecursiveTerminationReachesTheOpenChildren() {
    Scenario other = new Scenario(ID);
    for (Scenario each : new Scenario[]{scenario, other}) {
      each.given(start());
      each.answer(child(1, "a"), child(2, "b"));
      each.childEnds(1, SUCCESS);
      each.sent();
    }

    scenario.given(terminate());
    other.given(terminateAll());

    assertThat(scenario.sent()).isEmpty();
    assertThat(other.sent()).singleElement().isInstanceOfSatisfying(
        Message.TerminateOrchestration.class, message -> {
          assertThat(message.instanceId()).isEqualTo("b");
          assertThat(message.recursive()).isTrue();
          assertThat(message.output()).isEqualTo("\"enough\"");
        });
  }

  @Test
  void aRecursiveTerminationReachesTheWholeFamily() {
    Family family = new Family();
    Scenario parent = family.member(ID);
    parent.given(start());
    parent.answer(child(1, "middle"));
    family.deliver();
    family.member("middle").answer(child(1, "leaf"));
    family.deliver();

    parent.given(suspend(), terminateAll());
    family.deliver();

    assertThat(family.member("middle").status()).isEqualTo(OrchestrationStatus.TERMINATED);
    assertThat(family.member("leaf").status()).isEqualTo(OrchestrationStatus.TERMINATED);
    assertThat(family.member("leaf").story()).contains("ExecutionTerminated");
    assertThat(parent.story()).doesNotContain("SubOrchestrationFailed(1)");
  }

  @Test
  void aRecursiveTerminationReachesAChildThatHasContinuedAsNew() {
    Family family = new Family();
    family.member(ID).given(start());
    family.member(ID).answer(child(1, "child"));
    family.deliver();
    family.member("child").answer(Acts.continueAsNew(1));

    family.member(ID).given(terminateAll());
    family.deliver();

    assertThat(family.member("child").status()).isEqualTo(OrchestrationStatus.TERMINATED);
  }

  @Test
  void aRecursiveTerminationSparesAnInstanceThatTookTheIdOfAChild() {
    Family family = new Family();
    family.member(ID).given(start());
    family.member(ID).answer(child(1, "child"));
    family.deliver();
    // The news of the replacement is still on its way when the parent is terminated.
    family.member("child").given(
        Acts.start("child", SECOND, Acts.replacing(OrchestrationStatus.PENDING)));

    family.member(ID).given(terminateAll());
    family.deliver();

    assertThat(family.member("child").status()).isEqualTo(OrchestrationStatus.PENDING);
  }

  @Test
  void anOrchestratorTerminatesAnotherAndLeavesNoEventOfIt() {
    scenario.given(start());

    scenario.answer(
        new Action.TerminateOrchestration(1, "other", "\"enough\"", true),
        new Action.TerminateOrchestration(2, "@no@instance", null, false));

    assertThat(scenario.sent()).containsExactly(
        new Message.TerminateOrchestration("other", null, "\"enough\"", true));
    assertThat(scenario.story()).containsExactly("OrchestratorStarted", "ExecutionStarted");
  }
}
