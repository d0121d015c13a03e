package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SUCCESS;
import static dev.perdure.engine.Acts.child;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.send;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.timer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.TurnResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ContinueAsNewTest {
  private static final Step NOTHING = new Step(List.of(), List.of());

  private final Scenario scenario = new Scenario(ID);

  @Test
  void theNextExecutionBeginsWithAnEmptyHistory() {
    scenario.given(start());
    ExecutionKey old = scenario.execution();
    scenario.later(Duration.ofSeconds(1));

    Step step = scenario.answer(task(1), continueAsNew(2));

    assertThat(step.changes()).contains(new Change.HistoryCleared(old));
    assertThat(scenario.effect(Effect.Forget.class).execution()).isEqualTo(old);
    assertThat(scenario.story()).isEmpty();
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(scenario.execution().executionId()).matches("[0-9a-f]{32}")
        .isNotEqualTo(old.executionId());
    assertThat(scenario.row().times().created()).isEqualTo(Scenario.BEGIN);
    assertThat(scenario.turnEvents().get(1).body()).isEqualTo(
        new EventBody.ExecutionStarted(
            scenario.execution(), Acts.ORDER, "{\"n\":2}", null, null, null,
            Map.of("team", "a")));
    assertThat(scenario.effect(Effect.OfferTurn.class).turn().position().events()).isZero();
  }

  @Test
  void everyExecutionHasAnIdOfItsOwn() {
    scenario.given(start());
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(scenario.execution().executionId());
      scenario.answer(continueAsNew(1));
    }
    assertThat(ids).hasSize(100);
  }

  @Test
  void carriedEventsComeFirstAndThenThoseThatArrived() {
    scenario.given(start());
    scenario.answer();
    scenario.given(raise("Consumed"));
    scenario.given(raise("One"), raise("Two"));

    scenario.answer(continueAsNew(1, "B", "A"));

    assertThat(scenario.offered()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "EventRaised(B)", "EventRaised(A)",
        "EventRaised(One)", "EventRaised(Two)");
  }

  @Test
  void resultsThatArrivedForTheOldExecutionAreDropped() {
    scenario.given(start());
    scenario.answer(task(1), child(2, "c"), timer(3, Duration.ofSeconds(1)));
    scenario.given(raise("Turn"));
    scenario.succeed(1, null);
    scenario.childEnds(2, SUCCESS);
    scenario.fire(3);
    scenario.given(raise("Kept"));

    scenario.answer(continueAsNew(4));

    assertThat(scenario.offered())
        .containsExactly("OrchestratorStarted", "ExecutionStarted", "EventRaised(Kept)");
  }

  @Test
  void resultsThatComeLaterForTheOldExecutionAreDropped() {
    scenario.given(start());
    scenario.answer(task(1), child(2, "c"));
    OpenTask.OpenChild open = scenario.child(2);
    ExecutionKey old = scenario.execution();
    scenario.given(raise("Turn"));
    scenario.answer(continueAsNew(4));

    scenario.succeed(1, null);
    assertThat(
        scenario.when(
            new Message.CompleteChild(
                ID, old.executionId(), open.sequence(), open.child().executionId(), SUCCESS)))
        .isEqualTo(NOTHING);
    assertThat(scenario.instance().mailCount()).isEqualTo(1);
  }

  @Test
  void whatIsScheduledBesideIsDroppedAndWhatLeavesStillLeaves() {
    scenario.given(start());

    scenario.answer(
        task(1), timer(2, Duration.ofSeconds(1)), continueAsNew(3), child(4, "c"), send(5, "o"),
        task(6, ""));

    assertThat(scenario.effects(Effect.OfferActivity.class)).isEmpty();
    assertThat(scenario.instance().tasks()).isEmpty();
    assertThat(scenario.sent()).hasSize(2);
    assertThat(scenario.offered()).containsExactly("OrchestratorStarted", "ExecutionStarted");
  }

  @Test
  void theVersionChangesOnlyIfOneIsGiven() {
    scenario.given(start());
    scenario.answer(new Action.ContinueAsNew(1, null, "2.0", List.of()));
    assertThat(scenario.row().function()).isEqualTo(new FunctionRef("Order", "2.0"));

    scenario.answer(continueAsNew(1));
    assertThat(scenario.row().function()).isEqualTo(new FunctionRef("Order", "2.0"));
    assertThat(scenario.effect(Effect.OfferTurn.class).turn().function())
        .isEqualTo(new FunctionRef("Order", "2.0"));
  }

  @Test
  void theCustomStatusOfTheLastTurnStays() {
    scenario.given(start());

    scenario.answer(new TurnResult(List.of(continueAsNew(1)), "\"round 1\"", TurnResult.ALL));

    assertThat(scenario.row().customStatus()).isEqualTo("\"round 1\"");
  }

  @Test
  void onlyExternalEventsAreCarriedOver() {
    scenario.given(start());

    scenario.answer(
        new Action.ContinueAsNew(
            1, null, null,
            List.of(
                HistoryEvent.of(Instant.EPOCH, new EventBody.TaskCompleted(7, null)),
                HistoryEvent.of(Instant.EPOCH, new EventBody.EventRaised("Kept", "1")),
                HistoryEvent.of(Instant.EPOCH, new EventBody.OrchestratorStarted()))));

    assertThat(scenario.offered())
        .containsExactly("OrchestratorStarted", "ExecutionStarted", "EventRaised(Kept)");
  }

  @Test
  void theClockGoesOn() {
    scenario.given(start());
    scenario.answer(timer(1, Duration.ofSeconds(1)));
    scenario.fire(1);
    Instant turn = scenario.turnEvents().get(0).timestamp();

    scenario.answer(continueAsNew(2));

    assertThat(scenario.turnEvents().get(0).timestamp()).isEqualTo(turn)
        .isAfter(scenario.now());
  }
}
