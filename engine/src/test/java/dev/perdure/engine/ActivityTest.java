package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.SUCCESS;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.restart;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.timer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Offers;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Results of activities: once for each dispatch.
final class ActivityTest {
  private static final Step NOTHING = new Step(List.of(), List.of());

  private final Scenario scenario = new Scenario(ID);

  private static Message.CompleteActivity answer(Scenario scenario, int taskId) {
    OpenTask.OpenActivity open = scenario.activity(taskId);
    return new Message.CompleteActivity(
        new ExecutionKey(ID, open.executionId()), open.sequence(), open.attempt(), SUCCESS);
  }

  @Test
  void aResultBecomesAnEventAndMakesATurnDue() {
    scenario.given(start());
    scenario.answer(task(1));

    scenario.succeed(1, "\"paid\"");

    assertThat(scenario.turnEvents().get(1)).isEqualTo(
        HistoryEvent.of(Scenario.BEGIN, new EventBody.TaskCompleted(1, "\"paid\"")));
    assertThat(scenario.instance().tasks()).isEmpty();
  }

  @Test
  void aFailureIsPassedOnWhole() {
    scenario.given(start());
    scenario.answer(task(1));
    Message.CompleteActivity answer = answer(scenario, 1);

    scenario.when(
        new Message.CompleteActivity(
            answer.execution(), answer.sequence(), 1, new TaskOutcome.Failed(Acts.FAILURE)));

    assertThat(scenario.turnEvents().get(1).body())
        .isEqualTo(new EventBody.TaskFailed(1, Acts.FAILURE));
  }

  @Test
  void aResultCountsOnce() {
    scenario.given(start());
    scenario.answer(task(1));
    Message.CompleteActivity answer = answer(scenario, 1);
    scenario.given(answer);

    assertThat(scenario.when(answer)).isEqualTo(NOTHING);
  }

  @Test
  void aResultOfAnotherAttemptExecutionOrDispatchIsIgnored() {
    scenario.given(start());
    scenario.answer(task(1));
    Message.CompleteActivity good = answer(scenario, 1);
    ExecutionKey other = new ExecutionKey(ID, SECOND);
    long sequence = good.sequence();

    List<Message> stale = List.of(
        new Message.CompleteActivity(good.execution(), sequence, 2, SUCCESS),
        new Message.CompleteActivity(other, sequence, 1, SUCCESS),
        new Message.CompleteActivity(good.execution(), sequence + 1, 1, SUCCESS),
        new Message.AbandonActivity(good.execution(), sequence, 2, 0),
        new Message.AbandonActivity(other, sequence, 1, 0));

    assertThat(stale).allSatisfy(
        message -> assertThat(scenario.when(message)).isEqualTo(NOTHING));
  }

  @Test
  void aResultForAnUnknownInstanceOrForAnotherKindOfTaskIsIgnored() {
    ExecutionKey execution = new ExecutionKey(ID, Acts.FIRST);
    assertThat(scenario.when(new Message.CompleteActivity(execution, 0, 1, SUCCESS)))
        .isEqualTo(NOTHING);

    scenario.given(start());
    scenario.answer(timer(1, Duration.ofHours(1)));
    OpenTask open = scenario.instance().tasks().iterator().next();

    assertThat(scenario.when(new Message.CompleteActivity(execution, open.sequence(), 1, SUCCESS)))
        .isEqualTo(NOTHING);
  }

  @Test
  void aRepeatedActionIdNamesAnotherDispatch() {
    scenario.given(start());
    scenario.answer(task(1));
    Message.CompleteActivity first = answer(scenario, 1);
    scenario.fail(1, "Broken");
    scenario.answer(task(1));

    assertThat(scenario.when(first)).isEqualTo(NOTHING);
    scenario.succeed(1, "\"second\"");
    scenario.answer(complete(2));

    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "TaskScheduled#1",
        "OrchestratorStarted", "TaskFailed(1)", "TaskScheduled#1",
        "OrchestratorStarted", "TaskCompleted(1)", "ExecutionCompleted#2(COMPLETED)");
  }

  @Test
  void twoOpenDispatchesOfOneIdAreAnsweredEach() {
    scenario.given(start());
    scenario.answer(task(1), task(1));
    Message.CompleteActivity second = answer(scenario, 1);
    scenario.given(second);
    Message.CompleteActivity first = answer(scenario, 1);
    scenario.given(first);

    assertThat(first.sequence()).isLessThan(second.sequence());
    assertThat(scenario.instance().mailCount()).isEqualTo(2);
  }

  @Test
  void anActivityOutlivesItsOrchestratorAndItsLateResultIsDropped() {
    scenario.given(start());
    scenario.answer(task(1), complete(2));
    assertThat(scenario.effects(Effect.Withdraw.class)).isEmpty();
    Message.CompleteActivity answer = answer(scenario, 1);

    Step step = scenario.when(answer);

    assertThat(step.changes()).singleElement().isInstanceOf(Change.TaskClosed.class);
    assertThat(step.effects()).isEmpty();
  }

  @Test
  void anActivityOutlivesContinueAsNewAndRestart() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.given(Acts.raise("E"));
    scenario.answer(continueAsNew(2));
    Message.CompleteActivity first = answer(scenario, 1);
    scenario.answer(task(1), complete(2));
    Message.CompleteActivity second = answer(scenario, 1);
    scenario.given(restart());

    assertThat(scenario.when(first).changes()).hasSize(1);
    assertThat(scenario.when(second).changes()).hasSize(1);
    assertThat(scenario.instance().tasks()).isEmpty();
    assertThat(scenario.offered()).containsExactly("OrchestratorStarted", "ExecutionStarted");
  }

  @Test
  void anActivityWithoutAValidNameFailsAtOnce() {
    scenario.given(start());

    scenario.answer(task(1, ""), task(2, "a\nb"), task(3, "x".repeat(101)));

    assertThat(scenario.effects(Effect.OfferActivity.class)).isEmpty();
    assertThat(scenario.instance().tasks()).isEmpty();
    assertThat(scenario.offered()).containsExactly(
        "OrchestratorStarted", "TaskFailed(1)", "TaskFailed(2)", "TaskFailed(3)");
    assertThat(scenario.turnEvents().get(1).body()).isInstanceOfSatisfying(
        EventBody.TaskFailed.class,
        failed -> assertThat(failed.failure().nonRetriable()).isTrue());
  }

  @Test
  void anActivityGivenBackIsOfferedAgainAfterADelayAsTheSameAttempt() {
    scenario.given(start());
    scenario.answer(task(1));
    OpenTask.OpenActivity open = scenario.activity(1);

    Step step = scenario.when(
        new Message.AbandonActivity(scenario.execution(), open.sequence(), 1, 0));

    assertThat(step.changes()).isEmpty();
    Effect.OfferActivity offer = scenario.effect(Effect.OfferActivity.class);
    assertThat(offer.delay()).isPositive();
    assertThat(offer.activity().token().attempt()).isEqualTo(1);

    scenario.when(
        new Message.AbandonActivity(scenario.execution(), open.sequence(), 1, 1));

    assertThat(scenario.effect(Effect.OfferActivity.class).delay()).isZero();
  }

  @Test
  void whatLosesItsWorkersComesBackAfterAWhileThatGrows() {
    scenario.given(start());
    scenario.answer(task(1));
    long sequence = scenario.activity(1).sequence();
    long[] least = {0, 0, 1, 2, 5, 10, 20, 30, 30};

    for (int lost = 1; lost <= least.length; lost++) {
      scenario.when(new Message.AbandonActivity(scenario.execution(), sequence, 1, lost));

      Duration seconds = Duration.ofSeconds(least[lost - 1]);
      assertThat(scenario.effect(Effect.OfferActivity.class).delay())
          .isBetween(seconds, seconds.multipliedBy(2));
    }
  }

  @Test
  void whatIsLostTogetherComesBackOneAfterTheOther() {
    scenario.given(start());
    Set<Duration> delays = new HashSet<>();
    for (int sequence = 1; sequence <= 20; sequence++) {
      delays.add(Offers.delayAfterLoss(4, scenario.execution(), sequence));
    }

    assertThat(delays).hasSizeGreaterThan(10);
  }

  @Test
  void aResultIsHeldWhileTheInstanceIsSuspended() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.given(Acts.suspend());

    scenario.succeed(1, null);

    assertThat(scenario.instance().turn()).isNull();
    assertThat(scenario.instance().mailCount()).isEqualTo(2);
  }
}
