package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.suspend;
import static dev.perdure.engine.Acts.terminate;
import static dev.perdure.engine.Acts.timer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.step.Step;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TimerTest {
  private static final Step NOTHING = new Step(List.of(), List.of());
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Scenario scenario = new Scenario(ID);

  private Message.FireTimer fire(int timerId) {
    OpenTask open = Objects.requireNonNull(scenario.instance().timer(timerId));
    return new Message.FireTimer(scenario.execution(), open.sequence());
  }

  @Test
  void aTimerFiresWithItsOwnTimeAndTheTurnIsStrictlyLater() {
    Instant fireAt = Scenario.BEGIN.plus(SOON);
    scenario.given(start());
    scenario.answer(timer(5, SOON));

    scenario.fire(5);

    assertThat(scenario.turnEvents()).containsExactly(
        HistoryEvent.of(fireAt.plusMillis(1), new EventBody.OrchestratorStarted()),
        HistoryEvent.of(fireAt, new EventBody.TimerFired(5, fireAt)));
    assertThat(scenario.instance().tasks()).isEmpty();
  }

  @Test
  void aLateTimerNeedsNoPushOfTheClock() {
    scenario.given(start());
    scenario.answer(timer(5, SOON));

    scenario.later(Duration.ofMinutes(1)).fire(5);

    assertThat(scenario.turnEvents().get(0).timestamp())
        .isEqualTo(Scenario.BEGIN.plus(Duration.ofMinutes(1)));
  }

  @Test
  void theLatestOfSeveralTimersPushesTheClock() {
    scenario.given(start());
    scenario.answer(timer(1, SOON), timer(2, SOON.plusNanos(100)), timer(3, SOON));
    scenario.given(raise("E"));
    scenario.fire(1);
    scenario.fire(2);
    scenario.fire(3);
    scenario.answer();

    assertThat(scenario.turnEvents().get(0).timestamp())
        .isEqualTo(Scenario.BEGIN.plus(SOON).plusNanos(100).plusMillis(1));
  }

  @Test
  void aTimerThatIsNotDueStopsWhoeverFiresIt() {
    scenario.given(start());
    scenario.answer(timer(5, SOON));
    Message.FireTimer early = fire(5);
    scenario.later(SOON.minusNanos(1));

    assertThatThrownBy(() -> scenario.when(early))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("timer 5 of order-1");
  }

  @Test
  void aTimerInThePastFiresAtOnce() {
    scenario.given(start());
    scenario.answer(timer(5, Duration.ofDays(-1)));

    scenario.fire(5);

    assertThat(scenario.turnEvents().get(0).timestamp()).isEqualTo(Scenario.BEGIN);
  }

  @Test
  void aTimerFiresOnce() {
    scenario.given(start());
    scenario.answer(timer(5, SOON));
    Message.FireTimer fire = fire(5);
    scenario.later(SOON).given(fire);

    assertThat(scenario.when(fire)).isEqualTo(NOTHING);
  }

  @Test
  void aCancelledTimerNeitherFiresNorLeavesAnEvent() {
    scenario.given(start());
    scenario.answer(timer(5, SOON));
    Message.FireTimer fire = fire(5);
    scenario.given(raise("E"));
    scenario.answer(new Action.CancelTimer(6, 5));

    assertThat(scenario.later(SOON).when(fire)).isEqualTo(NOTHING);
    assertThat(scenario.story()).endsWith("OrchestratorStarted", "EventRaised(E)");
  }

  @Test
  void aTimerCanBeCancelledInTheTurnThatCreatesIt() {
    scenario.given(start());

    scenario.answer(timer(5, SOON), new Action.CancelTimer(6, 5), new Action.CancelTimer(7, 99));

    assertThat(scenario.instance().tasks()).isEmpty();
    assertThat(scenario.story()).endsWith("TimerCreated#5");
  }

  @Test
  void cancellingATimerThatHasFiredIsIgnored() {
    scenario.given(start());
    scenario.answer(timer(5, SOON));
    scenario.given(raise("E"));
    scenario.fire(5);

    scenario.answer(new Action.CancelTimer(6, 5));

    assertThat(scenario.offered()).endsWith("TimerFired(5)");
  }

  @Test
  void aTimerOfAnEndedExecutionIsDropped() {
    scenario.given(start());
    scenario.answer(timer(5, SOON));
    Message.FireTimer fire = fire(5);
    scenario.given(raise("E"));
    scenario.answer(complete(6));

    assertThat(scenario.later(SOON).when(fire)).isEqualTo(NOTHING);
  }

  @Test
  void aTimerOfATerminatedOrEarlierExecutionIsDropped() {
    scenario.given(start());
    scenario.answer(timer(5, SOON));
    Message.FireTimer fire = fire(5);
    scenario.given(raise("E"));
    scenario.answer(continueAsNew(6));
    assertThat(scenario.later(SOON).when(fire)).isEqualTo(NOTHING);

    scenario.given(terminate());
    assertThat(scenario.when(fire)).isEqualTo(NOTHING);
  }

  @Test
  void aTimerThatFiresDuringASuspensionIsHeld() {
    scenario.given(start());
    scenario.answer(timer(5, SOON));
    scenario.given(suspend());

    scenario.fire(5);
    assertThat(scenario.instance().turn()).isNull();

    scenario.given(Acts.resume());
    assertThat(scenario.offered()).contains("TimerFired(5)");
    assertThat(scenario.turnEvents().get(0).timestamp())
        .isAfter(Scenario.BEGIN.plus(SOON));
  }

  @Test
  void aTerminationIsNeverBeforeTheTurnThatRanAheadOfTheClock() {
    scenario.given(start());
    scenario.answer(timer(5, SOON), timer(6, SOON));
    scenario.fire(5);
    scenario.answer();

    scenario.given(terminate());

    assertThat(scenario.history()).extracting(HistoryEvent::timestamp).endsWith(
        Scenario.BEGIN.plus(SOON).plusMillis(1), Scenario.BEGIN.plus(SOON).plusMillis(1));
    assertThat(scenario.row().times().completed())
        .isEqualTo(Scenario.BEGIN.plus(SOON).plusMillis(1));
  }
}
