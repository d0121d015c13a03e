package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.customStatus;
import static dev.perdure.engine.Acts.partly;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.restart;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.TurnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers to turns: which count, and what they settle.
final class TurnTest {
  private static final Step NOTHING = new Step(List.of(), List.of());
  private static final TurnResult WAIT = new TurnResult(List.of(), null, TurnResult.ALL);

  private final Scenario scenario = new Scenario(ID);

  private Message.CompleteTurn answer() {
    return new Message.CompleteTurn(
        scenario.execution(), scenario.turn().sequence(), scenario.incarnation(), WAIT);
  }

  @Test
  void anAnswerCountsOnce() {
    scenario.given(start(), raise("E"));
    Message.CompleteTurn answer = answer();
    scenario.given(answer);

    assertThat(scenario.when(answer)).isEqualTo(NOTHING);
  }

  @Test
  void anAnswerWithAnotherSequenceIncarnationOrExecutionIsIgnored() {
    scenario.given(start());
    Message.CompleteTurn good = answer();
    ExecutionKey other = new ExecutionKey(ID, SECOND);

    List<Message> stale = List.of(
        new Message.CompleteTurn(good.execution(), good.sequence() + 1, 1, WAIT),
        new Message.CompleteTurn(good.execution(), good.sequence(), 2, WAIT),
        new Message.CompleteTurn(other, good.sequence(), 1, WAIT),
        new Message.AbandonTurn(good.execution(), good.sequence() + 1, 1, 0),
        new Message.AbandonTurn(good.execution(), good.sequence(), 2, 0),
        new Message.AbandonTurn(other, good.sequence(), 1, 0));

    assertThat(stale).allSatisfy(
        message -> assertThat(scenario.when(message)).isEqualTo(NOTHING));
  }

  @Test
  void anAnswerFromBeforeTheRestartIsIgnored() {
    scenario.given(start());
    Message.CompleteTurn old = answer();
    scenario.reopen(false);

    assertThat(scenario.when(old)).isEqualTo(NOTHING);
    assertThat(scenario.instance().turn()).isNotNull();
  }

  @Test
  void anAnswerToAnUnknownInstanceIsIgnored() {
    ExecutionKey execution = new ExecutionKey(ID, SECOND);

    assertThat(scenario.when(new Message.CompleteTurn(execution, 0, 1, WAIT))).isEqualTo(NOTHING);
    assertThat(scenario.when(new Message.AbandonTurn(execution, 0, 1, 0))).isEqualTo(NOTHING);
  }

  @Test
  void anAnswerAfterTheEndIsIgnored() {
    scenario.given(start());
    Message.CompleteTurn late = answer();
    scenario.given(terminate());
    assertThat(scenario.when(late)).isEqualTo(NOTHING);

    scenario.given(restart());
    assertThat(scenario.when(late)).isEqualTo(NOTHING);
  }

  @Test
  void eventsThatWereNotProcessedComeAgainFirst() {
    scenario.given(start());
    scenario.answer();
    scenario.given(raise("One"));
    scenario.given(raise("Two"), raise("Three"));
    scenario.answer();
    scenario.given(raise("Four"));

    scenario.answer(partly(2));

    assertThat(scenario.story()).endsWith("OrchestratorStarted", "EventRaised(Two)");
    assertThat(scenario.offered())
        .containsExactly("OrchestratorStarted", "EventRaised(Three)", "EventRaised(Four)");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aTurnConsumesOneEventAtLeast(int processed) {
    scenario.given(start());

    scenario.answer(partly(processed));

    assertThat(scenario.story()).containsExactly("OrchestratorStarted", "ExecutionStarted");
    assertThat(scenario.instance().turn()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {TurnResult.ALL, 3, 100})
  void aTurnConsumesNoMoreThanWasOffered(int processed) {
    scenario.given(start());
    scenario.answer();
    scenario.given(raise("One"), raise("Later"));

    scenario.answer(partly(processed));

    assertThat(scenario.story()).endsWith("OrchestratorStarted", "EventRaised(One)");
    assertThat(scenario.offered()).endsWith("EventRaised(Later)");
  }

  @Test
  void unprocessedEventsSurviveContinueAsNewAfterTheCarriedOnes() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.given(raise("One"), raise("Two"), raise("Three"));
    scenario.answer();
    scenario.answer(partly(2, continueAsNew(2, "Kept")));

    assertThat(scenario.offered()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "EventRaised(Kept)", "EventRaised(Three)");
  }

  @Test
  void aCustomStatusStaysUntilItIsReplacedOrCleared() {
    scenario.given(start(), raise("E"));
    scenario.answer(customStatus("{\"step\":1}"));
    assertThat(scenario.row().customStatus()).isEqualTo("{\"step\":1}");

    scenario.given(raise("E"));
    scenario.answer(customStatus(null));
    assertThat(scenario.row().customStatus()).isEqualTo("{\"step\":1}");

    scenario.given(raise("F"));
    scenario.answer(customStatus("\"\""));
    assertThat(scenario.row().customStatus()).isEqualTo("\"\"");

    scenario.given(raise("G"));
    scenario.answer(customStatus(""));
    assertThat(scenario.row().customStatus()).isNull();

    scenario.answer(new TurnResult(List.of(complete(1)), "\"last\"", TurnResult.ALL));
    assertThat(scenario.row().customStatus()).isEqualTo("\"last\"");
  }

  @Test
  void aFailureIsKeptWhole() {
    scenario.given(start());

    scenario.answer(Acts.failure(1, 3, 4));

    assertThat(scenario.history().get(2).body()).isEqualTo(
        new EventBody.ExecutionCompleted(OrchestrationStatus.FAILED, null, Acts.FAILURE));
    assertThat(scenario.row().failedTasks()).containsExactly(3, 4);
  }

  @Test
  void anEndDropsWhatArrivedMeanwhileAndWakesThoseWhoWait() {
    scenario.given(start());
    scenario.answer();
    scenario.given(raise("One"), raise("Two"));

    scenario.answer(complete(1));

    assertThat(scenario.story()).doesNotContain("EventRaised(Two)");
    assertThat(scenario.effect(Effect.NotifyWaiters.class).instanceId()).isEqualTo(ID);
    assertThat(scenario.effect(Effect.Forget.class).execution()).isEqualTo(scenario.execution());
  }

  @Test
  void theFirstOfTwoEndsCounts() {
    scenario.given(start());

    scenario.answer(complete(1), Acts.failure(2), continueAsNew(3));

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
    assertThat(scenario.story()).endsWith("ExecutionCompleted#1(COMPLETED)");
  }

  @Test
  void aCompletionThatDoesNotEndFailsTheInstance() {
    scenario.given(start());

    scenario.answer(
        new Action.CompleteOrchestration(
            1, OrchestrationStatus.RUNNING, "1", null, List.of()));

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(scenario.history().get(2).body()).isInstanceOfSatisfying(
        EventBody.ExecutionCompleted.class,
        completed -> assertThat(completed.failure())
            .extracting(FailureDetails::errorType).isEqualTo("dev.perdure.InvalidCall"));
  }

  @Test
  void aTurnWhoseWorkerHasLeftIsOfferedAsItWasAndMayStillBeAnswered() {
    scenario.given(start());
    TurnInFlight before = scenario.turn();
    List<HistoryEvent> events = scenario.turnEvents();
    scenario.given(raise("E"));

    scenario.turnsWorkerLeaves();

    Effect.OfferTurn again = scenario.effect(Effect.OfferTurn.class);
    assertThat(again.delay()).isZero();
    assertThat(again.turn().token().sequence()).isEqualTo(before.sequence());
    assertThat(again.turn().newEvents()).isEqualTo(events);
    scenario.answer(partly(2));
    assertThat(scenario.history()).hasSize(2);
    scenario.abandonTurn();
    assertThat(scenario.effect(Effect.OfferTurn.class).delay()).isZero();
  }

  @Test
  void aSuspendedTurnWhoseWorkerHasLeftIsNotOffered() {
    scenario.given(start(), Acts.suspend());

    Step step = scenario.turnsWorkerLeaves();

    assertThat(step.effects()).isEmpty();
    assertThat(scenario.instance().turn()).isNull();
  }

  @Test
  void aTurnGivenBackIsOfferedAgainAfterAGrowingDelay() {
    scenario.given(start());
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      long before = scenario.turn().sequence();
      scenario.abandonTurn();
      delays.add(scenario.effect(Effect.OfferTurn.class).delay().toSeconds());
      assertThat(scenario.turn().sequence()).isGreaterThan(before);
    }
    assertThat(delays).containsExactly(0L, 1L, 2L, 5L, 10L, 20L, 30L, 30L);
    assertThat(scenario.row().progress().attempts()).isZero();

    scenario.answer();
    scenario.given(raise("E"));
    assertThat(scenario.effect(Effect.OfferTurn.class).delay()).isZero();
  }

  @Test
  void aTurnGivenBackTakesAlongWhatArrivedMeanwhile() {
    scenario.given(start(), raise("E"));

    scenario.abandonTurn();

    assertThat(scenario.offered())
        .containsExactly("OrchestratorStarted", "ExecutionStarted", "EventRaised(E)");
  }

  @Test
  void aTurnGivenBackBySuspendedInstanceWaitsForTheResumption() {
    scenario.given(start(), Acts.suspend());

    scenario.abandonTurn();

    assertThat(scenario.instance().turn()).isNull();
    assertThat(scenario.effects(Effect.OfferTurn.class)).isEmpty();
  }

  @Test
  void equalInputsMakeEqualSteps() {
    Scenario other = new Scenario(ID);
    for (Scenario each : List.of(scenario, other)) {
      each.given(start());
      each.answer(task(1), Acts.child(2, ""), Acts.child(3, "c"));
    }

    assertThat(other.history()).isEqualTo(scenario.history());
    assertThat(other.sent()).isEqualTo(scenario.sent());
    assertThat(other.row()).isEqualTo(scenario.row());
    assertThat(Map.copyOf(other.row().origin().tags())).containsEntry("team", "a");
  }
}
