package dev.perdure.engine;

import static dev.perdure.engine.Acts.FAILURE;
import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.purge;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.rewind;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.terminate;
import static dev.perdure.engine.EntityActs.COUNTER;
import static dev.perdure.engine.EntityActs.callAction;
import static dev.perdure.engine.EntityActs.caller;
import static dev.perdure.engine.EntityActs.lock;
import static dev.perdure.engine.EntityActs.lockAction;
import static dev.perdure.engine.EntityActs.unlockAction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Orchestrators that speak to entities in the older form, by external events.
final class EntityByEventTest {
  private static final String GRANTED = "{\"result\":\"Lock Acquisition Completed\"}";

  private final Family family = new Family();
  private final Scenario owner = family.member(ID);
  private final EntityScenario a = family.entity("@account@a");
  private final EntityScenario b = family.entity("@account@b");
  private final EntityScenario counter = family.entity(COUNTER);

  @BeforeEach
  void startTheOwner() {
    owner.given(start());
  }

  private static Action.SendEvent event(int id, String entity, String name, String body) {
    return new Action.SendEvent(id, entity, name, body);
  }

  private static Action.SendEvent signal(int id, String operation) {
    return event(id, COUNTER, "op",
        "{\"op\":\"" + operation + "\",\"signal\":true,\"input\":\"1\",\"id\":\"r-" + id + "\"}");
  }

  private static Action.SendEvent call(int id, String entity, String operation) {
    return event(id, entity, "op",
        "{\"op\":\"" + operation + "\",\"input\":\"1\",\"id\":\"r-" + id + "\"}");
  }

  private static Action.SendEvent lockBoth(int id) {
    return event(id, "@account@a", "op",
        "{\"op\":null,\"id\":\"s-" + id + "\",\"lockset\":[{\"name\":\"account\",\"key\":\"a\"},"
            + "{\"name\":\"account\",\"key\":\"b\"}]}");
  }

  private static Action.SendEvent release(int id, int lockId, String entity) {
    return event(id, entity, "release", "{\"parent\":\"" + ID + "\",\"id\":\"s-" + lockId + "\"}");
  }

  private static EventBody.EventRaised answered(String name, String body) {
    return new EventBody.EventRaised(name, body, true);
  }

  private void enter() {
    owner.answer(lockBoth(0));
    family.deliver();
  }

  private EventBody lastOffered() {
    return owner.turnEvents().getLast().body();
  }

  private void assertFree(EntityScenario... entities) {
    for (EntityScenario entity : entities) {
      assertThat(entity.lockedBy()).isNull();
      assertThat(entity.entity().header()).isNull();
    }
  }

  @Test
  void aSignalIsPerformedAndRecordedAsItWasSent() {
    Action.SendEvent signal = signal(0, "add");
    owner.answer(signal);
    family.deliver();

    assertThat(counter.offered()).containsExactly("add");
    assertThat(owner.history().getLast()).isEqualTo(
        new HistoryEvent(
            0, owner.now(), new EventBody.EventSent(COUNTER, "op", signal.input())));
    counter.perform("1");
    family.deliver();
    assertThat(owner.instance().mailCount()).isZero();
  }

  @Test
  void aSignalForLaterWaits() {
    owner.answer(
        event(0, COUNTER, "op@2030-01-01T00:01:00.0000000Z",
            "{\"op\":\"add\",\"signal\":true,\"id\":\"r\",\"due\":\"2030-01-01T00:01:00Z\"}"));
    family.deliver();

    assertThat(counter.offered()).isEmpty();
    counter.releaseDelayed();

    assertThat(counter.offered()).containsExactly("add");
    assertThat(counter.now()).isEqualTo(Scenario.BEGIN.plus(Duration.ofMinutes(1)));
  }

  @Test
  void whoCallsByAnEventIsAnsweredByOne() {
    owner.answer(call(0, COUNTER, "get"), callAction(1, COUNTER, "get"));
    family.deliver();
    counter.perform("1");
    family.deliver();

    assertThat(lastOffered()).isEqualTo(answered("r-0", "{\"result\":\"get\"}"));
    owner.answer();
    counter.perform("1");
    family.deliver();
    assertThat(lastOffered())
        .isEqualTo(new EventBody.EntityOperationCompleted("r-1", "get"));
    assertThat(owner.instance().tasks()).isEmpty();
  }

  @Test
  void aFailureComesWithItsDetails() {
    owner.answer(call(0, COUNTER, "get"));
    family.deliver();
    counter.answer(
        new EntityBatchResult(List.of(new TaskOutcome.Failed(FAILURE)), List.of(), "1", null));
    family.deliver();

    assertThat(lastOffered()).isEqualTo(
        answered(
            "r-0",
            "{\"result\":\"Disk full\",\"exceptionType\":\"java.io.IOException\","
                + "\"failureDetails\":{\"ErrorType\":\"java.io.IOException\","
                + "\"ErrorMessage\":\"Disk full\",\"StackTrace\":\"at Here.there\","
                + "\"InnerFailure\":{\"ErrorType\":\"Cause\",\"ErrorMessage\":\"Inner\","
                + "\"StackTrace\":null,\"InnerFailure\":null,\"IsNonRetriable\":false},"
                + "\"IsNonRetriable\":false,\"Properties\":{\"code\":7}}}"));
  }

  @Test
  void aCallThatNobodyCouldAnswerFails() {
    owner.answer(call(0, "@nobody", "x"));

    assertThat(lastOffered()).isInstanceOfSatisfying(
        EventBody.EventRaised.class,
        raised -> assertThat(raised.input()).contains(
            "\"exceptionType\":\"dev.perdure.InvalidCall\"", "\"IsNonRetriable\":true"));
    assertThat(owner.sent()).isEmpty();
  }

  @Test
  void anEventThatIsNoMessageReachesNobody() {
    owner.answer(event(0, COUNTER, "Approved", "1"), event(1, COUNTER, "op", "{"));

    assertThat(owner.story()).endsWith(
        "EventSent#0(Approved)", "EventSent#1(op)");
    assertThat(owner.sent()).isEmpty();
  }

  @Test
  void allLocksAreGrantedByOneEvent() {
    enter();

    assertThat(a.lockedBy()).isEqualTo(ID);
    assertThat(b.lockedBy()).isEqualTo(ID);
    assertThat(lastOffered()).isEqualTo(answered("s-0", GRANTED));
    assertThat(owner.offered()).hasSize(2);
  }

  @Test
  void anEmptySetIsGrantedAtOnce() {
    owner.answer(
        event(0, COUNTER, "op", "{\"id\":\"s-0\",\"lockset\":[{\"name\":\"\",\"key\":\"a\"}]}"));

    assertThat(lastOffered()).isEqualTo(answered("s-0", GRANTED));
  }

  @Test
  void theSectionIsTheOwnersUntilItsReleases() {
    enter();
    a.when(new Message.SignalEntity("@account@a", EntityActs.signal("stranger").signal()));
    owner.answer(call(1, "@account@a", "withdraw"));
    family.deliver();
    assertThat(a.offered()).containsExactly("withdraw");
    a.perform("99");
    family.deliver();
    assertThat(a.offered()).isEmpty();

    owner.answer(release(2, 0, "@account@a"), release(3, 0, "@account@b"));
    family.deliver();

    assertThat(a.offered()).containsExactly("stranger");
    assertFree(b);
    assertThat(owner.instance().tasks()).isEmpty();
  }

  @Test
  void bothFormsTakeTurnsAtOneEntity() {
    enter();
    Scenario newer = family.member("newer");
    newer.given(start("newer", SECOND, ReusePolicy.REPLACE_ENDED));
    newer.answer(lockAction(0, "@account@b", "@account@a"));
    family.deliver();
    assertThat(newer.instance().turn()).isNull();

    owner.answer(release(1, 0, "@account@a"), release(2, 0, "@account@b"), complete(3));
    family.deliver();

    assertThat(a.lockedBy()).isEqualTo("newer");
    assertThat(newer.offered()).containsExactly("OrchestratorStarted", "EntityLockGranted");
    newer.answer(unlockAction(1, 0, "@account@a"), unlockAction(2, 0, "@account@b"), complete(3));
    family.deliver();
    assertFree(a, b);
  }

  @Test
  void everyEndFreesWhatIsLocked() {
    Map<String, Runnable> ends = Map.of(
        "completion", () -> owner.answer(complete(9)),
        "failure", () -> owner.answer(Acts.failure(9)),
        "termination", () -> owner.when(terminate()),
        "continue-as-new", () -> owner.answer(continueAsNew(9)));
    ends.forEach((name, end) -> {
      owner.when(terminate());
      owner.when(start());
      enter();
      assertThat(b.lockedBy()).as(name).isEqualTo(ID);

      end.run();
      family.deliver();

      assertFree(a, b);
    });
  }

  @Test
  void aGrantOvertakenByAPurgeIsGivenBack() {
    owner.answer(lockBoth(0));
    owner.when(terminate());
    owner.when(purge());

    family.deliver();

    assertFree(a, b);
  }

  @Test
  void besideContinueAsNewNothingIsLockedAndSignalsStillLeave() {
    owner.answer(lockBoth(0), signal(1, "add"), continueAsNew(2));
    family.deliver();

    assertFree(a, b);
    assertThat(counter.offered()).containsExactly("add");
  }

  /// The next execution may ask under the same id, since SDKs make ids of the clock.
  @Test
  void answersDoNotOutliveTheirExecutionAndEventsDo() {
    owner.answer(call(0, COUNTER, "get"));
    family.deliver();
    owner.when(raise("Kept"));
    counter.perform("1");
    family.deliver();
    assertThat(owner.mail()).containsExactly("EventRaised(Kept)", "EventRaised(r-0)");
    Action.ContinueAsNew next = new Action.ContinueAsNew(
        1, null, null,
        List.of(HistoryEvent.of(owner.now(), answered("r-9", "{\"result\":null}"))));

    owner.answer(new TurnResult(List.of(next), null, 2));

    assertThat(owner.offered())
        .containsExactly("OrchestratorStarted", "ExecutionStarted");
  }

  @Test
  void aFailedCallIsMadeAgainAfterARewindAndOneThatSucceededIsNot() {
    owner.answer(call(0, COUNTER, "one"));
    family.deliver();
    counter.perform("1");
    family.deliver();
    owner.answer(call(1, COUNTER, "two"), call(2, COUNTER, "open"));
    family.deliver();
    counter.answer(
        new EntityBatchResult(List.of(new TaskOutcome.Failed(FAILURE)), List.of(), "1", null));
    family.deliver();
    owner.answer(Acts.failure(3, 1));

    owner.when(rewind(SECOND));

    assertThat(owner.story()).contains("EventSent#0(op)", "EventRaised(r-0)")
        .doesNotContain("EventSent#1(op)", "EventRaised(r-1)", "EventSent#2(op)");
    assertThat(owner.instance().turn()).isNotNull();
  }

  @Test
  void whoIsRewoundInsideASectionGoesOnWhenItIsLockedAgain() {
    enter();
    owner.answer(task(1, "Work"));
    owner.fail(1, "Broken");
    owner.answer(release(2, 0, "@account@a"), release(3, 0, "@account@b"), Acts.failure(4, 1));
    family.deliver();
    assertFree(a, b);
    family.member("other").given(
        start("other", Acts.FIRST, ReusePolicy.REPLACE_ENDED));
    family.member("other").answer(lockAction(0, "@account@b"));
    family.deliver();

    owner.when(rewind(SECOND));
    family.deliver();
    assertThat(a.lockedBy()).isEqualTo(ID);
    assertThat(owner.instance().turn()).as("runs without its locks").isNull();
    family.member("other").when(
        new Message.TerminateOrchestration("other", null, null, false));
    family.deliver();

    assertThat(b.lockedBy()).isEqualTo(ID);
    assertThat(owner.offered()).containsExactly("OrchestratorStarted");
    assertThat(owner.story()).contains("EventSent#0(op)", "EventRaised(s-0)")
        .noneMatch(event -> event.contains("release"));
    owner.answer(task(1, "Work"));
    owner.succeed(1, null);
    owner.answer(release(2, 0, "@account@a"), release(3, 0, "@account@b"), complete(4));
    family.deliver();
    assertFree(a, b);
    assertThat(owner.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void nobodySpeaksForAnother() {
    counter.given(lock(caller("other")));
    counter.sent();
    owner.answer(
        event(0, COUNTER, "release", "{\"parent\":\"other\",\"id\":\"section of other\"}"),
        event(1, COUNTER, "op",
            "{\"op\":\"steal\",\"id\":\"r-1\",\"parent\":\"other\",\"parentExecution\":\""
                + Acts.FIRST + "\"}"));
    family.deliver();

    assertThat(counter.lockedBy()).isEqualTo("other");
    assertThat(counter.offered()).isEmpty();
    OpenTask open = Objects.requireNonNull(
        owner.instance().tasks().stream().findFirst().orElse(null));
    assertThat(open).isEqualTo(new OpenTask.OpenCall(open.sequence(), 1, "r-1", true));
  }
}
