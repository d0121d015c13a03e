package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.rewind;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.message.Message.TrySuspect.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Taking over after another owner: what is offered again, what counts as an attempt, and what
/// becomes of work that brings its process down.
final class RecoverTest {
  private static final Step NOTHING = new Step(List.of(), List.of());

  private final Scenario scenario = new Scenario(ID);

  private Message.TrySuspect tryTurn() {
    return new Message.TrySuspect(scenario.execution(), TURN, true);
  }

  private void crash(int times) {
    for (int i = 0; i < times; i++) {
      scenario.reopen(true);
    }
  }

  /// The turn is a suspect that waits for its lone try.
  private void suspectTurn() {
    crash(Limits.ATTEMPTS_BEFORE_SUSPICION + 1);
    assertThat(scenario.instance().turn()).isNull();
  }

  private void quarantineTurn() {
    suspectTurn();
    while (!scenario.status().isTerminal()) {
      scenario.given(tryTurn());
      if (!scenario.status().isTerminal()) {
        crash(1);
      }
    }
  }

  @Test
  void nothingIsRecoveredOfAnInstanceThatIsGoneOrWaits() {
    assertThat(scenario.reopen(true)).isEqualTo(NOTHING);

    scenario.given(start());
    scenario.answer(Acts.timer(1, Duration.ofHours(1)), Acts.child(2, "c"));
    assertThat(scenario.reopen(true)).isEqualTo(NOTHING);
  }

  @Test
  void anOpenTurnIsOfferedAgainUnderAnotherToken() {
    scenario.given(start(), raise("E"));
    long sequence = scenario.turn().sequence();

    scenario.reopen(false);

    Effect.OfferTurn offer = scenario.effect(Effect.OfferTurn.class);
    assertThat(offer.turn().token().sequence()).isGreaterThan(sequence);
    assertThat(offer.turn().token().incarnation()).isEqualTo(2);
    assertThat(offer.turn().token().attempt()).isEqualTo(1);
    assertThat(scenario.offered())
        .containsExactly("OrchestratorStarted", "ExecutionStarted", "EventRaised(E)");
  }

  @Test
  void openActivitiesAreOfferedAgain() {
    scenario.given(start());
    scenario.answer(task(1), task(2), complete(3));

    scenario.reopen(false);

    assertThat(scenario.effects(Effect.OfferActivity.class))
        .extracting(offer -> offer.activity().taskId()).containsExactly(1, 2);
    assertThat(scenario.effects(Effect.OfferActivity.class))
        .allSatisfy(offer -> assertThat(offer.activity().token().attempt()).isEqualTo(1));
  }

  /// Their inputs have to be read, and would be in memory all together.
  @Test
  void anInstanceWithMuchOpenIsRecoveredInSeveralSteps() {
    String large = "x".repeat(600_000);
    scenario.given(start());
    scenario.answer(
        IntStream.rangeClosed(1, 6)
            .mapToObj(
                id -> new Action.ScheduleTask(
                    id, new FunctionRef("A", null), large, null, Map.of()))
            .toArray(Action[]::new));
    scenario.given(raise("E"));

    scenario.reopen(true);
    List<Integer> offered = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      scenario.effects(Effect.OfferActivity.class)
          .forEach(offer -> offered.add(offer.activity().taskId()));
      steps.add(offered.size());
      List<Effect.RecoverRest> rest = scenario.effects(Effect.RecoverRest.class);
      if (rest.isEmpty()) {
        break;
      }
      scenario.given(new Message.Recover(Acts.ID, true, rest.get(0).from()));
    }

    assertThat(steps).containsExactly(2, 4, 6);
    assertThat(offered).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(scenario.row().progress().attempts()).as("counted once").isEqualTo(1);
    assertThat(scenario.activity(6).attempt()).isEqualTo(2);
  }

  @Test
  void anUncleanEndCountsBeforeTheOffer() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.given(raise("E"));

    Step step = scenario.reopen(true);

    assertThat(scenario.row().progress().attempts()).isEqualTo(1);
    assertThat(scenario.activity(1).attempt()).isEqualTo(2);
    assertThat(step.changes()).hasAtLeastOneElementOfType(Change.TaskOpened.class);
    assertThat(scenario.effect(Effect.OfferTurn.class).turn().token().attempt()).isEqualTo(2);
    assertThat(scenario.effect(Effect.OfferActivity.class).activity().token().attempt())
        .isEqualTo(2);
  }

  @Test
  void aCommittedTurnWipesItsAttemptsOut() {
    scenario.given(start());
    crash(2);

    scenario.answer();

    assertThat(scenario.row().progress().attempts()).isZero();
  }

  @Test
  void aTurnThatMeetsTooManyUncleanEndsRunsAlone() {
    scenario.given(start());
    crash(Limits.ATTEMPTS_BEFORE_SUSPICION);
    assertThat(scenario.turn()).isNotNull();

    crash(1);

    assertThat(scenario.effects(Effect.OfferTurn.class)).isEmpty();
    assertThat(scenario.effect(Effect.OfferAlone.class))
        .isEqualTo(new Effect.OfferAlone(scenario.execution(), "Order", TURN));
    scenario.given(tryTurn());
    assertThat(scenario.effect(Effect.OfferTurn.class).turn().token().attempt()).isEqualTo(5);
    scenario.answer();
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
  }

  @Test
  void whateverArrivesASuspectTurnStillRunsAlone() {
    scenario.given(start());
    scenario.answer(task(1), task(2));
    scenario.succeed(2, null);
    suspectTurn();

    scenario.given(raise("E"));
    assertThat(scenario.instance().turn()).isNull();
    assertThat(scenario.effects(Effect.OfferAlone.class)).hasSize(1);
    scenario.succeed(1, null);
    assertThat(scenario.instance().turn()).isNull();
    scenario.given(Acts.suspend(), Acts.resume());
    assertThat(scenario.instance().turn()).isNull();

    scenario.given(tryTurn());
    assertThat(scenario.offered()).contains("EventRaised(E)", "TaskCompleted(1)");
  }

  @Test
  void aTryOfWhatIsNoSuspectAnyMoreIsIgnored() {
    scenario.given(start());
    suspectTurn();
    scenario.given(tryTurn());
    assertThat(scenario.when(tryTurn())).isEqualTo(NOTHING);

    scenario.answer();
    scenario.given(raise("E"));
    scenario.reopen(false);
    assertThat(scenario.when(tryTurn())).isEqualTo(NOTHING);
    assertThat(scenario.when(new Message.TrySuspect(scenario.execution(), 99, true)))
        .isEqualTo(NOTHING);
  }

  @Test
  void aTurnThatBringsItsProcessDownAloneIsQuarantined() {
    scenario.given(start(), raise("E"));
    suspectTurn();
    List<Integer> attempts = new ArrayList<>();
    while (!scenario.status().isTerminal()) {
      scenario.given(tryTurn());
      scenario.effects(Effect.OfferTurn.class)
          .forEach(offer -> attempts.add(offer.turn().token().attempt()));
      if (!scenario.status().isTerminal()) {
        crash(1);
      }
    }

    assertThat(attempts).containsExactly(5, 6);
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(scenario.history().get(scenario.history().size() - 1).body())
        .isInstanceOfSatisfying(
            EventBody.ExecutionCompleted.class,
            completed -> assertThat(completed.failure())
                .extracting(FailureDetails::errorType).isEqualTo("dev.perdure.Quarantined"));
  }

  @Test
  void aQuarantinedTurnLosesNothingAndGoesOnAfterARewind() {
    scenario.given(start(), raise("Early"));
    quarantineTurn();
    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "EventRaised(Early)",
        "ExecutionCompleted(FAILED)");

    scenario.given(rewind(SECOND));

    assertThat(scenario.story())
        .containsExactly("OrchestratorStarted", "ExecutionStarted", "EventRaised(Early)");
    assertThat(scenario.offered()).containsExactly("OrchestratorStarted");
    scenario.answer(complete(1));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void aResultThatMetAQuarantineIsKept() {
    scenario.given(start());
    scenario.answer(task(1), Acts.timer(2, Duration.ofSeconds(1)));
    scenario.succeed(1, null);
    scenario.fire(2);
    quarantineTurn();

    scenario.given(rewind(SECOND));

    assertThat(scenario.story())
        .endsWith("OrchestratorStarted", "TaskCompleted(1)", "TimerFired(2)");
    assertThat(scenario.instance().tasks()).isEmpty();
    assertThat(scenario.history().get(4).timestamp())
        .isEqualTo(Scenario.BEGIN.plusMillis(1001));
  }

  @Test
  void aQuarantineOfARewoundTurnCanBeRewound() {
    scenario.given(start());
    quarantineTurn();
    scenario.given(rewind(SECOND));
    quarantineTurn();

    scenario.given(rewind("third"));

    assertThat(scenario.offered()).containsExactly("OrchestratorStarted");
    assertThat(scenario.story()).doesNotContain("ExecutionRewound");
  }

  @Test
  void anActivityThatMeetsTooManyUncleanEndsRunsAloneAndIsQuarantined() {
    scenario.given(start());
    scenario.answer(task(1));
    crash(Limits.ATTEMPTS_BEFORE_SUSPICION);
    assertThat(scenario.activity(1).attempt()).isEqualTo(4);
    long sequence = scenario.activity(1).sequence();
    Message attempt = new Message.TrySuspect(scenario.execution(), sequence, true);
    List<Integer> attempts = new ArrayList<>();

    while (!scenario.instance().tasks().isEmpty()) {
      crash(1);
      assertThat(scenario.effect(Effect.OfferAlone.class))
          .isEqualTo(new Effect.OfferAlone(scenario.execution(), "Pay", sequence));
      scenario.given(attempt);
      scenario.effects(Effect.OfferActivity.class)
          .forEach(offer -> attempts.add(offer.activity().token().attempt()));
    }

    assertThat(attempts).containsExactly(5, 6);
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(scenario.turnEvents().get(1).body()).isInstanceOfSatisfying(
        EventBody.TaskFailed.class, failed -> {
          assertThat(failed.failure().errorType()).isEqualTo("dev.perdure.Quarantined");
          assertThat(failed.failure().nonRetriable()).isTrue();
        });
  }

  @Test
  void aSuspectActivityThatRunsElsewhereIsOfferedAsOftenAsItTakes() {
    scenario.given(start());
    scenario.answer(task(1));
    crash(Limits.ATTEMPTS_BEFORE_SUSPICION);
    Message elsewhere = new Message.TrySuspect(
        scenario.execution(), scenario.activity(1).sequence(), false);

    for (int ends = 0; ends < 2 * Limits.MAX_ATTEMPTS; ends++) {
      crash(1);
      assertThat(scenario.effects(Effect.OfferAlone.class)).hasSize(1);
      scenario.given(elsewhere);
      assertThat(scenario.effect(Effect.OfferActivity.class).activity().token().attempt())
          .isEqualTo(Limits.ATTEMPTS_BEFORE_SUSPICION + 1);
    }

    scenario.succeed(1, null);
    assertThat(scenario.offered()).contains("TaskCompleted(1)");
  }

  @Test
  void aTryOfAnActivityOfAnotherLifeOrWithoutSuspicionIsIgnored() {
    scenario.given(start());
    scenario.answer(task(1));
    long sequence = scenario.activity(1).sequence();

    assertThat(scenario.when(new Message.TrySuspect(scenario.execution(), sequence, true)))
        .isEqualTo(NOTHING);
    crash(4);
    Message other = new Message.TrySuspect(
        new ExecutionKey(ID, SECOND), sequence, true);
    assertThat(scenario.when(other)).isEqualTo(NOTHING);
  }

  @Test
  void aQuarantinedActivityOfAnEndedInstanceJustCloses() {
    scenario.given(start());
    scenario.answer(task(1), complete(2));
    Message attempt = new Message.TrySuspect(
        scenario.execution(), scenario.activity(1).sequence(), true);
    crash(4);
    scenario.given(attempt, attempt, attempt);

    assertThat(scenario.instance().tasks()).isEmpty();
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void aSuspectThatIsTerminatedNeedsNoTry() {
    scenario.given(start());
    suspectTurn();
    Message attempt = tryTurn();
    scenario.given(Acts.terminate());

    assertThat(scenario.when(attempt)).isEqualTo(NOTHING);
  }
}
