package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.resume;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.suspend;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.Mail;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import org.junit.jupiter.api.Test;

final class SuspendTest {
  private final Scenario scenario = new Scenario(ID);

  @Test
  void anUnknownInstanceIsNotFound() {
    assertThat(scenario.when(suspend()).changes()).isEmpty();
    assertThat(scenario.reply()).isEqualTo(new Outcome.NotFound(ID));
    assertThat(scenario.when(resume()).changes()).isEmpty();
    assertThat(scenario.reply()).isEqualTo(new Outcome.NotFound(ID));
  }

  @Test
  void theStatusShowsASuspensionAtOnce() {
    scenario.given(start());
    scenario.answer(task(1));

    scenario.given(suspend());

    assertThat(scenario.reply()).isEqualTo(new Outcome.Accepted(scenario.execution()));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.SUSPENDED);
    assertThat(scenario.instance().turn()).isNull();
  }

  @Test
  void suspendingTwiceAndResumingTwiceChangeNothing() {
    scenario.given(start());
    scenario.answer();
    scenario.given(suspend());
    assertThat(scenario.when(suspend()).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOfSatisfying(
        Outcome.NoEffect.class,
        outcome -> assertThat(outcome.status()).isEqualTo(OrchestrationStatus.SUSPENDED));

    scenario.given(resume());
    assertThat(scenario.when(resume()).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOfSatisfying(
        Outcome.NoEffect.class,
        outcome -> assertThat(outcome.status()).isEqualTo(OrchestrationStatus.RUNNING));
  }

  @Test
  void anEndedInstanceIsLeftAlone() {
    scenario.given(start());
    scenario.answer(complete(1));

    assertThat(scenario.when(suspend()).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOf(Outcome.NoEffect.class);
    assertThat(scenario.when(resume()).changes()).isEmpty();
    assertThat(scenario.reply()).isInstanceOf(Outcome.NoEffect.class);
  }

  @Test
  void whatArrivesIsHeldAndComesInOrderAfterTheResumption() {
    scenario.given(start());
    scenario.answer(task(1), task(2));
    scenario.given(suspend(), raise("One"));
    scenario.succeed(2, null);
    scenario.given(raise("Two"));
    scenario.succeed(1, null);
    assertThat(scenario.instance().turn()).isNull();

    scenario.given(resume());

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(scenario.offered()).containsExactly(
        "OrchestratorStarted", "ExecutionSuspended", "ExecutionResumed", "EventRaised(One)",
        "TaskCompleted(2)", "EventRaised(Two)", "TaskCompleted(1)");
  }

  @Test
  void eachSuspensionHasItsOwnResumption() {
    scenario.given(start(), suspend(), raise("One"), resume(), raise("Two"), suspend());
    scenario.given(raise("Three"), resume(), suspend(), resume());

    scenario.answer();

    assertThat(scenario.offered()).containsExactly(
        "OrchestratorStarted", "ExecutionSuspended", "ExecutionResumed", "EventRaised(One)",
        "EventRaised(Two)", "ExecutionSuspended", "ExecutionResumed", "EventRaised(Three)",
        "ExecutionSuspended", "ExecutionResumed");
  }

  @Test
  void aSuspensionThatKeptNoPlaceHasItsResumptionBehindWhatItHeld() {
    scenario.given(start());
    scenario.answer();
    scenario.given(suspend());
    long number = scenario.instance().mails(1).get(0).number();
    Engine.evolve(
        scenario.instance(),
        new Change.MailAdded(
            Mail.of(
                number + 1,
                HistoryEvent.of(scenario.now(), new EventBody.EventRaised("Held", null)))));

    scenario.given(resume());

    assertThat(scenario.offered()).containsExactly(
        "OrchestratorStarted", "ExecutionSuspended", "EventRaised(Held)", "ExecutionResumed");
  }

  @Test
  void aPendingInstanceIsHeldAndPendingAgainAfterwards() {
    scenario.given(Acts.startAt(Scenario.BEGIN.plusSeconds(1)), suspend());
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.SUSPENDED);
    assertThat(scenario.effects(Effect.NotifyWaiters.class)).hasSize(1);
    scenario.fire(-2);

    scenario.given(resume());

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);
    assertThat(scenario.offered()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "ExecutionSuspended", "ExecutionResumed");
  }

  @Test
  void aTurnInFlightCommitsAndLeavesTheInstanceSuspended() {
    scenario.given(start(), suspend(), raise("Held"));

    scenario.answer(task(1));

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.SUSPENDED);
    assertThat(scenario.story()).endsWith("TaskScheduled#1");
    assertThat(scenario.effects(Effect.OfferActivity.class)).hasSize(1);
    assertThat(scenario.instance().turn()).isNull();

    scenario.given(resume());
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
  }

  @Test
  void aTurnInFlightMayEndASuspendedInstance() {
    scenario.given(start(), suspend());

    scenario.answer(complete(1));

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void aResumptionDuringTheSameTurnOffersNoSecondOne() {
    scenario.given(start(), suspend(), resume());
    assertThat(scenario.effects(Effect.OfferTurn.class)).isEmpty();
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);

    scenario.answer();

    assertThat(scenario.offered())
        .containsExactly("OrchestratorStarted", "ExecutionSuspended", "ExecutionResumed");
  }

  @Test
  void continueAsNewStaysSuspendedAndKeepsTheOrder() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.given(raise("Before"));
    scenario.given(suspend(), raise("Held"));
    scenario.answer(continueAsNew(2));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.SUSPENDED);
    assertThat(scenario.instance().turn()).isNull();

    scenario.given(resume());

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(scenario.offered()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "ExecutionSuspended", "ExecutionResumed",
        "EventRaised(Held)");
  }

  @Test
  void aSuspendedInstanceCanBeTerminated() {
    scenario.given(start());
    scenario.answer();
    scenario.given(suspend(), terminate());

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.TERMINATED);
    assertThat(scenario.row().times().completed()).isEqualTo(scenario.now());
  }

  @Test
  void aSuspendedInstanceIsOfferedNothingAtRecovery() {
    scenario.given(start(), suspend());

    scenario.reopen(true);

    assertThat(scenario.effects(Effect.OfferTurn.class)).isEmpty();
    assertThat(scenario.row().progress().attempts()).isZero();
  }
}
