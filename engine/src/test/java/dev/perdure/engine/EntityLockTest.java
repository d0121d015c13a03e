package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.terminate;
import static dev.perdure.engine.EntityActs.COUNTER;
import static dev.perdure.engine.EntityActs.call;
import static dev.perdure.engine.EntityActs.callAction;
import static dev.perdure.engine.EntityActs.caller;
import static dev.perdure.engine.EntityActs.lock;
import static dev.perdure.engine.EntityActs.lockAction;
import static dev.perdure.engine.EntityActs.signal;
import static dev.perdure.engine.EntityActs.signalAction;
import static dev.perdure.engine.EntityActs.unlock;
import static dev.perdure.engine.EntityActs.unlockAction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.work.EntityBatchResult;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Critical sections, from both ends.
final class EntityLockTest {
  private static final EntityCaller OTHER = caller("other");

  private final Family family = new Family();
  private final Scenario owner = family.member(ID);
  private final EntityScenario a = family.entity("@account@a");
  private final EntityScenario b = family.entity("@account@b");
  private final EntityScenario counter = family.entity(COUNTER);

  @BeforeEach
  void startTheOwner() {
    owner.given(start());
  }

  private void enter() {
    owner.answer(lockAction(0, "@account@b", "@account@a"));
    family.deliver();
  }

  private void assertFree(EntityScenario... entities) {
    for (EntityScenario entity : entities) {
      assertThat(entity.lockedBy()).isNull();
      assertThat(entity.entity().header()).isNull();
    }
  }

  @Test
  void locksAreTakenInOneOrderAndGrantedTogether() {
    owner.answer(lockAction(0, "@account@b", "@account@a", "@account@b"));

    assertThat(owner.sent()).singleElement().isInstanceOfSatisfying(
        Message.LockEntity.class, request -> {
          assertThat(request.instanceId()).isEqualTo("@account@a");
          assertThat(request.request().lockSet()).containsExactly("@account@a", "@account@b");
          a.when(request);
        });
    assertThat(a.lockedBy()).isEqualTo(ID);
    assertThat(owner.instance().turn()).isNull();
    family.deliver();
    assertThat(b.lockedBy()).isEqualTo(ID);
    assertThat(owner.offered()).containsExactly("OrchestratorStarted", "EntityLockGranted");
  }

  @Test
  void aRequestWaitsForTheOperationsBeforeIt() {
    counter.given(signal("before"), lock(OTHER), signal("after"));
    assertThat(counter.lockedBy()).isNull();

    counter.perform("1");

    assertThat(counter.lockedBy()).isEqualTo("other");
    assertThat(counter.offered()).isEmpty();
    assertThat(counter.sent()).singleElement().isInstanceOf(Message.GrantLock.class);
  }

  @Test
  void onlyTheOwnersCallsArePerformedWhileTheLockIsHeld() {
    counter.given(lock(OTHER), signal("stranger"), call("third", caller("third")));
    assertThat(counter.offered()).isEmpty();

    counter.when(call("mine", OTHER));
    assertThat(counter.offered()).containsExactly("mine");
    counter.perform("1");
    assertThat(counter.offered()).isEmpty();
    counter.when(unlock(OTHER));

    assertThat(counter.offered()).containsExactly("stranger", "third");
  }

  @Test
  void aReleaseWaitsForWhatItsSenderCalledBefore() {
    counter.given(lock(OTHER), call("one", OTHER), call("two", OTHER), unlock(OTHER),
        call("three", OTHER), signal("stranger"));
    assertThat(counter.lockedBy()).isEqualTo("other");

    counter.perform("1");
    assertThat(counter.offered()).containsExactly("two");
    counter.perform("2");

    assertThat(counter.lockedBy()).isNull();
    assertThat(counter.offered()).containsExactly("three", "stranger");
  }

  @Test
  void onlyTheOwnersReleaseCounts() {
    counter.given(signal("x"));
    counter.perform("1");
    counter.when(lock(OTHER));

    counter.when(unlock(caller("third")));
    counter.when(
        unlock(new EntityCaller(new ExecutionKey("other", Acts.SECOND), 5)));

    assertThat(counter.lockedBy()).isEqualTo("other");
  }

  @Test
  void waitingRequestsFollowOneAnother() {
    counter.given(lock(OTHER), lock(caller("second")), lock(caller("third")));

    counter.when(unlock(OTHER));
    assertThat(counter.lockedBy()).isEqualTo("second");
    counter.when(unlock(caller("second")));
    assertThat(counter.lockedBy()).isEqualTo("third");
    counter.when(unlock(caller("third")));

    assertThat(counter.entity().header()).isNull();
  }

  @Test
  void aLockOutlivesARestartOfItsPartition() {
    counter.given(lock(OTHER), signal("stranger"), call("mine", OTHER), unlock(OTHER));

    counter.reopen(true);

    assertThat(counter.offered()).containsExactly("mine");
    counter.perform("1");
    assertThat(counter.offered()).containsExactly("stranger");
  }

  @Test
  void leavingTheSectionFreesItsEntities() {
    enter();

    owner.answer(unlockAction(1, 0, "@account@b"), unlockAction(2, 0, "@account@a"));
    family.deliver();

    assertFree(a, b);
    assertThat(owner.instance().tasks()).isEmpty();
    assertThat(owner.story()).endsWith(
        "EntityUnlockSent#1(@account@b)", "EntityUnlockSent#2(@account@a)");
  }

  @Test
  void completionFreesWhatIsLocked() {
    enter();

    owner.answer(complete(1));
    family.deliver();

    assertFree(a, b);
  }

  @Test
  void terminationFreesWhatIsLocked() {
    enter();

    owner.when(terminate());
    family.deliver();

    assertFree(a, b);
  }

  @Test
  void continueAsNewFreesWhatIsLocked() {
    enter();

    owner.answer(continueAsNew(1));
    family.deliver();

    assertFree(a, b);
  }

  @Test
  void replacementFreesWhatIsLocked() {
    enter();

    owner.when(
        new Message.StartOrchestration(
            new ExecutionKey(ID, Acts.SECOND), Acts.ORDER, null, null, Map.of(), null,
            null, ReusePolicy.replacing(
                EnumSet.allOf(OrchestrationStatus.class))));
    family.deliver();

    assertFree(a, b);
  }

  @Test
  void aRequestOfAnEndedOwnerPassesThroughWithoutHarm() {
    b.given(
        new Message.LockEntity(
            new EventBody.EntityLockRequested(
                "theirs", List.of("@account@b"), 0, OTHER)));
    b.sent();
    enter();
    assertThat(a.lockedBy()).isEqualTo(ID);
    assertThat(b.lockedBy()).isEqualTo("other");

    owner.when(terminate());
    family.deliver();
    assertFree(a);
    b.when(
        new Message.UnlockEntity(
            "@account@b",
            new EventBody.EntityUnlockSent("theirs", OTHER, null)));
    family.deliver();

    assertFree(a, b);
  }

  @Test
  void aGrantOvertakenByAPurgeIsGivenBack() {
    owner.answer(lockAction(0, "@account@a", "@account@b"));
    owner.when(terminate());
    owner.when(new Message.PurgeOrchestration(ID));

    family.deliver();

    assertFree(a, b);
  }

  @Test
  void callsInsideTheSectionAreAnsweredInside() {
    enter();
    a.when(new Message.SignalEntity("@account@a", signal("stranger").signal()));

    owner.answer(callAction(1, "@account@a", "withdraw"));
    family.deliver();
    assertThat(a.offered()).containsExactly("withdraw");
    a.perform("99");
    family.deliver();

    assertThat(owner.offered()).containsExactly("OrchestratorStarted",
        "EntityOperationCompleted");
    assertThat(owner.story()).endsWith("EntityOperationCalled#1(withdraw)");
  }

  @Test
  void aSuspendedOwnerKeepsItsLocks() {
    enter();

    owner.when(new Message.SuspendOrchestration(ID, null));
    family.deliver();

    assertThat(a.lockedBy()).isEqualTo(ID);
  }

  @Test
  void anEmptySetIsGrantedAtOnce() {
    owner.answer(lockAction(0, "no entity"));

    assertThat(owner.offered()).containsExactly("OrchestratorStarted", "EntityLockGranted");
  }

  @Test
  void aCallThatNobodyCouldAnswerFails() {
    owner.answer(callAction(0, "nobody", "x"));

    assertThat(owner.offered()).containsExactly("OrchestratorStarted", "EntityOperationFailed");
    assertThat(owner.sent()).isEmpty();
  }

  @Test
  void signalsLeaveEvenWithTheLastTurn() {
    owner.answer(signalAction(0, COUNTER, "add"), signalAction(1, "nobody", "x"),
        complete(2));

    family.deliver();

    assertThat(counter.offered()).containsExactly("add");
  }

  @Test
  void aResultForAnotherExecutionIsDropped() {
    owner.answer(callAction(0, COUNTER, "get"));
    family.deliver();
    owner.when(terminate());

    counter.perform("1");
    family.deliver();

    assertThat(owner.instance().mailCount()).isZero();
  }

  @Test
  void whoIsRewoundInsideASectionGoesOnWhenItIsLockedAgain() {
    enter();
    owner.answer(Acts.task(1, "Work"));
    owner.fail(1, "Broken");
    owner.answer(unlockAction(2, 0, "@account@a"), unlockAction(3, 0, "@account@b"),
        Acts.failure(4, 1));
    family.deliver();
    assertFree(a, b);
    b.given(
        new Message.LockEntity(
            new EventBody.EntityLockRequested(
                "theirs", List.of("@account@b"), 0, OTHER)));
    b.sent();

    owner.when(new Message.RewindOrchestration(ID, Acts.SECOND, null, null, null));
    family.deliver();
    assertThat(a.lockedBy()).isEqualTo(ID);
    assertThat(owner.instance().turn()).as("runs without its locks").isNull();
    b.when(
        new Message.UnlockEntity(
            "@account@b",
            new EventBody.EntityUnlockSent("theirs", OTHER, null)));
    family.deliver();

    assertThat(b.lockedBy()).isEqualTo(ID);
    assertThat(owner.instance().turn()).isNotNull();
    assertThat(owner.story()).contains("EntityLockGranted")
        .noneMatch(event -> event.startsWith("EntityUnlockSent"));
    owner.answer(Acts.task(1, "Work"));
    owner.succeed(1, null);
    owner.answer(unlockAction(2, 0, "@account@a"), unlockAction(3, 0, "@account@b"),
        complete(4));
    family.deliver();
    assertFree(a, b);
  }

  @Test
  void aFailedCallIsMadeAgainAfterARewind() {
    owner.answer(callAction(0, COUNTER, "get"), callAction(1, COUNTER, "open"));
    family.deliver();
    counter.answer(
        new EntityBatchResult(
            List.of(new TaskOutcome.Failed(Acts.FAILURE)), List.of(), "1",
            null));
    family.deliver();
    owner.answer(Acts.failure(2, 0));

    owner.when(new Message.RewindOrchestration(ID, Acts.SECOND, null, null, null));

    assertThat(owner.story()).noneMatch(event -> event.startsWith("Entity"));
    assertThat(owner.instance().turn()).isNotNull();
  }

  @Test
  void aGrantComesOnce() {
    enter();
    OpenTask.OpenLock held = Objects.requireNonNull(
        owner.instance().locks().get("section-0"));

    owner.later(Duration.ofSeconds(1)).when(
        new Message.GrantLock(
            new EntityCaller(owner.execution(), held.sequence()), "section-0", held.lockSet(),
            held.lockSet().size() - 1));
    family.deliver();

    assertThat(a.lockedBy()).isEqualTo(ID);
    assertThat(owner.offered()).containsExactly("OrchestratorStarted", "EntityLockGranted");
  }
}
