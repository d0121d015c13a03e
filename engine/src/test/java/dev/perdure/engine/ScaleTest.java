package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.failure;
import static dev.perdure.engine.Acts.partly;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.timer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Large instances. Each limit of time is many times what a linear cost needs, and far less than a
/// quadratic one would.
@Timeout(20)
final class ScaleTest {
  private static final int MANY = 10_000;

  private final Scenario scenario = new Scenario(ID);

  private void scheduleMany() {
    scenario.given(start());
    scenario.answer(
        IntStream.range(0, MANY).mapToObj(Acts::task).toArray(Action[]::new));
    assertThat(scenario.instance().tasks()).hasSize(MANY);
  }

  private void answerAll(TaskOutcome outcome) {
    for (OpenTask open : List.copyOf(scenario.instance().tasks())) {
      scenario.given(
          new Message.CompleteActivity(scenario.execution(), open.sequence(), 1, outcome));
    }
  }

  @Test
  void tenThousandActivitiesCompleteOneByOne() {
    scheduleMany();
    for (int i = 0; i < MANY; i++) {
      OpenTask open = scenario.instance().tasks().iterator().next();
      scenario.given(
          new Message.CompleteActivity(
              scenario.execution(), open.sequence(), 1, Acts.SUCCESS));
      scenario.answer();
    }
    scenario.given(raise("Last"));
    scenario.answer(complete(MANY));

    assertThat(scenario.history()).hasSize(2 + 3 * MANY + 3);
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void tenThousandResultsThatArriveDuringATurnComeTogether() {
    scheduleMany();
    scenario.given(raise("Turn"));
    answerAll(Acts.SUCCESS);
    scenario.answer();

    assertThat(scenario.turnEvents()).hasSize(MANY + 1);
    scenario.answer(complete(MANY));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void tenThousandFailedActivitiesAreRewound() {
    scheduleMany();
    scenario.given(raise("Turn"));
    answerAll(new TaskOutcome.Failed(FailureDetails.of("Broken", "Went wrong")));
    scenario.answer();
    scenario.answer(failure(MANY));

    scenario.given(Acts.rewind(Acts.SECOND));

    assertThat(scenario.history()).hasSize(5);
  }

  @Test
  void tenThousandTimersAreCancelled() {
    scenario.given(start());
    scenario.answer(
        IntStream.range(0, MANY).mapToObj(i -> timer(i, Duration.ofHours(i + 1)))
            .toArray(Action[]::new));
    for (int i = 0; i < MANY / 2; i++) {
      scenario.given(raise("E"));
      scenario.answer(new Action.CancelTimer(MANY + i, i));
    }
    scenario.given(raise("E"));
    scenario.answer(
        IntStream.range(MANY / 2, MANY).mapToObj(i -> new Action.CancelTimer(2 * MANY + i, i))
            .toArray(Action[]::new));

    assertThat(scenario.instance().tasks()).isEmpty();
  }

  @Test
  void aHundredThousandMailsArriveAndAreConsumedInBoundedTurns() {
    scenario.given(start());
    for (int i = 0; i < 10 * MANY; i++) {
      scenario.given(raise("E"));
    }
    scenario.answer();
    int turns = 0;
    while (scenario.instance().turn() != null) {
      assertThat(scenario.turnEvents()).hasSizeLessThanOrEqualTo(
          Limits.MAX_EVENTS_PER_TURN + 1);
      scenario.answer();
      turns++;
    }

    assertThat(turns).isEqualTo(10);
    assertThat(scenario.history()).hasSize(2 + 10 * MANY + 10);
  }

  @Test
  void aHundredThousandMailsSurviveContinueAsNewAndAnEnd() {
    scenario.given(start());
    for (int i = 0; i < 10 * MANY; i++) {
      scenario.given(raise("E"));
    }

    scenario.answer(Acts.continueAsNew(1));
    assertThat(scenario.instance().mailCount()).isEqualTo(10 * MANY + 1);

    scenario.answer(partly(2, complete(1)));
    assertThat(scenario.instance().mailCount()).isZero();
  }

  @Test
  void tenThousandOpenActivitiesAreRecoveredAndTakenBack() {
    scheduleMany();
    scenario.reopen(true);
    assertThat(scenario.activity(MANY - 1).attempt()).isEqualTo(2);

    scenario.given(Acts.terminate());

    assertThat(scenario.instance().tasks()).isEmpty();
  }

  @Test
  void tenThousandScheduledNamesMayBeAlike() {
    scenario.given(start());

    scenario.answer(
        IntStream.range(0, MANY).mapToObj(unused -> task(1)).toArray(Action[]::new));
    answerAll(Acts.SUCCESS);

    assertThat(scenario.instance().mailCount()).isEqualTo(MANY);
  }

  @Test
  void aTurnTakesNoMoreBytesThanItMayAndTheNextOneTheRest() {
    String large = "x".repeat((int) Limits.MAX_BYTES_PER_TURN / 2);
    Scenario scenario = new Scenario(Acts.ID).given(Acts.start());
    scenario.answer();
    scenario.given(
        Acts.suspend(),
        new Message.RaiseEvent(Acts.ID, "a", large),
        new Message.RaiseEvent(Acts.ID, "b", large + large + large),
        new Message.RaiseEvent(Acts.ID, "c", large),
        new Message.RaiseEvent(Acts.ID, "d", null),
        Acts.resume());

    List<List<String>> turns = new ArrayList<>();
    while (scenario.instance().turn() != null) {
      turns.add(
          scenario.turnEvents().stream().map(HistoryEvent::body)
              .filter(EventBody.EventRaised.class::isInstance)
              .map(body -> ((EventBody.EventRaised) body).name()).toList());
      scenario.answer();
    }

    assertThat(turns).containsExactly(List.of("a"), List.of("b"), List.of("c", "d"));
  }
}
