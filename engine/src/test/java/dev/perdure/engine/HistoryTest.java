package dev.perdure.engine;

import static dev.perdure.engine.Acts.FIRST;
import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.child;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.send;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.timer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.TraceContext;
import dev.perdure.model.work.WorkItem;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the stored history looks like, as the SDKs' own tests pin it.
final class HistoryTest {
  private static final TraceContext TRACE = new TraceContext("00-aa-bb-01", "vendor=1");

  private final Scenario scenario = new Scenario(ID);

  @Test
  void activityTimerAndChildMakeExactlyTwelveEvents() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.succeed(1, "\"paid\"");
    scenario.answer(timer(2, Duration.ofSeconds(1)));
    scenario.fire(2);
    scenario.answer(child(3, "child-1"));
    scenario.childEnds(3, new TaskOutcome.Succeeded("\"shipped\""));
    scenario.answer(complete(4));

    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "TaskScheduled#1",
        "OrchestratorStarted", "TaskCompleted(1)", "TimerCreated#2",
        "OrchestratorStarted", "TimerFired(2)", "SubOrchestrationCreated#3",
        "OrchestratorStarted", "SubOrchestrationCompleted(3)", "ExecutionCompleted#4(COMPLETED)");
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void theFirstEventsSayAllAboutTheStart() {
    scenario.given(start());

    assertThat(scenario.turnEvents()).containsExactly(
        HistoryEvent.of(Scenario.BEGIN, new EventBody.OrchestratorStarted()),
        HistoryEvent.of(
            Scenario.BEGIN,
            new EventBody.ExecutionStarted(
                new ExecutionKey(ID, FIRST), Acts.ORDER, "{\"n\":1}", null, null, null,
                Map.of("team", "a"))));
  }

  @Test
  void eachActionLeavesItsEventInOrder() {
    FunctionRef function = new FunctionRef("Pay", "2");
    scenario.given(start());

    scenario.answer(
        new Action.ScheduleTask(7, function, "\"in\"", TRACE, Map.of("k", "v")),
        timer(3, Duration.ofDays(1)),
        new Action.CreateSubOrchestration(9, "c", function, "\"in\"", TRACE, Map.of("k", "v")),
        new Action.SendEvent(5, "other", "Ping", "1"));

    assertThat(scenario.history().subList(2, 6)).extracting(HistoryEvent::eventId)
        .containsExactly(7, 3, 9, 5);
    assertThat(scenario.history().subList(2, 6)).extracting(HistoryEvent::body).containsExactly(
        new EventBody.TaskScheduled(function, "\"in\"", TRACE, Map.of("k", "v")),
        new EventBody.TimerCreated(Scenario.BEGIN.plus(Duration.ofDays(1))),
        new EventBody.SubOrchestrationCreated("c", function, "\"in\"", TRACE, Map.of("k", "v")),
        new EventBody.EventSent("other", "Ping", "1"));
  }

  @Test
  void aScheduledTaskIsOfferedWithItsFields() {
    FunctionRef function = new FunctionRef("Pay", "2");
    scenario.given(start());

    scenario.answer(new Action.ScheduleTask(7, function, "\"in\"", TRACE, Map.of("k", "v")));

    Effect.OfferActivity offer = scenario.effect(Effect.OfferActivity.class);
    WorkItem.Activity item = offer.activity();
    assertThat(offer.delay()).isZero();
    assertThat(item.function()).isEqualTo(function);
    assertThat(item.taskId()).isEqualTo(7);
    assertThat(item.input()).isEqualTo("\"in\"");
    assertThat(item.tags()).containsExactly(Map.entry("k", "v"));
    assertThat(item.trace()).isEqualTo(TRACE);
    assertThat(item.token().execution()).isEqualTo(new ExecutionKey(ID, FIRST));
    assertThat(item.token().attempt()).isEqualTo(1);
  }

  @Test
  void anEventIsSentAndRecorded() {
    scenario.given(start());

    scenario.answer(send(1, "other"));

    assertThat(scenario.sent()).containsExactly(new Message.RaiseEvent("other", "Ping", "1"));
    assertThat(scenario.story()).endsWith("EventSent#1(Ping)");
  }

  @Test
  void anEventToAnIdThatNobodyCanHaveIsRecordedAndDropped() {
    scenario.given(start());

    scenario.answer(send(1, "@entity@key"), send(2, ""), send(3, "a/b"));

    assertThat(scenario.sent()).isEmpty();
    assertThat(scenario.story())
        .endsWith("EventSent#1(Ping)", "EventSent#2(Ping)", "EventSent#3(Ping)");
  }

  @Test
  void whatStandsBesideACompletionStillHappens() {
    scenario.given(start());

    scenario.answer(
        complete(4), task(1), timer(2, Duration.ofDays(1)), child(3, "c"), send(5, "other"));

    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "TaskScheduled#1", "TimerCreated#2",
        "SubOrchestrationCreated#3", "EventSent#5(Ping)", "ExecutionCompleted#4(COMPLETED)");
    assertThat(scenario.effects(Effect.OfferActivity.class)).hasSize(1);
    assertThat(scenario.sent()).hasSize(2);
    assertThat(scenario.instance().timer(2)).isNull();
  }

  @Test
  void theClockOfTheTurnsNeverRunsBackwards() {
    scenario.given(start());
    scenario.answer(timer(1, Duration.ofSeconds(1)), timer(2, Duration.ofSeconds(1)));
    scenario.fire(1);
    scenario.given(raise("Same"));
    scenario.answer();
    scenario.answer();
    scenario.fire(2);
    scenario.answer(complete(3));

    assertThat(scenario.history())
        .filteredOn(event -> event.body() instanceof EventBody.OrchestratorStarted)
        .extracting(HistoryEvent::timestamp).hasSize(4).isSorted();
    assertThat(scenario.row().times().completed())
        .isEqualTo(Scenario.BEGIN.plusMillis(1001))
        .isEqualTo(scenario.row().times().lastUpdated());
  }

  @Test
  void aResponseWithoutActionsWaits() {
    scenario.given(start());

    scenario.answer();

    assertThat(scenario.story()).containsExactly("OrchestratorStarted", "ExecutionStarted");
    assertThat(scenario.instance().turn()).isNull();
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
  }

  @Test
  void theHistoryOfATurnComesBeforeThePositionOfTheNext() {
    scenario.given(start());
    scenario.answer(task(1), task(2));

    scenario.succeed(1, null);

    WorkItem.Turn turn = scenario.effect(Effect.OfferTurn.class).turn();
    assertThat(turn.position().events()).isEqualTo(4);
    assertThat(turn.position().incarnation()).isEqualTo(1);
  }

  @Test
  void whatArrivesDuringATurnWaitsForTheNextOne() {
    scenario.given(start(), raise("One"), raise("Two"));
    assertThat(scenario.offered()).containsExactly("OrchestratorStarted", "ExecutionStarted");

    scenario.answer();

    assertThat(scenario.offered())
        .containsExactly("OrchestratorStarted", "EventRaised(One)", "EventRaised(Two)");
  }
}
