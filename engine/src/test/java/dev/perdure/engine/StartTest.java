package dev.perdure.engine;

import static dev.perdure.engine.Acts.FIRST;
import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.failure;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.replacing;
import static dev.perdure.engine.Acts.resume;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.startAt;
import static dev.perdure.engine.Acts.suspend;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.Acts.terminate;
import static dev.perdure.engine.Acts.timer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class StartTest {
  private final Scenario scenario = new Scenario(ID);

  @Test
  void anInstanceIsPendingUntilItsFirstTurnCommits() {
    scenario.given(start());
    assertThat(scenario.reply()).isEqualTo(new Outcome.Accepted(new ExecutionKey(ID, FIRST)));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);

    scenario.given(raise("E"));
    scenario.abandonTurn();
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);

    scenario.answer();
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(scenario.effect(Effect.NotifyWaiters.class).instanceId()).isEqualTo(ID);
  }

  @Test
  void aScheduledInstanceWaitsForItsTime() {
    Instant when = Scenario.BEGIN.plus(Duration.ofHours(1));
    scenario.given(startAt(when), raise("Early"));
    assertThat(scenario.instance().turn()).isNull();
    assertThat(scenario.row().times().scheduledStart()).isEqualTo(when);

    scenario.fire(OpenTask.OpenTimer.START);

    assertThat(scenario.offered())
        .containsExactly("OrchestratorStarted", "ExecutionStarted", "EventRaised(Early)");
    assertThat(scenario.turnEvents().get(0).timestamp()).isEqualTo(when);
    assertThat(scenario.instance().tasks()).isEmpty();
  }

  @Test
  void aScheduledInstanceGoesOnWhenTheClockGoesBackAfterItsStart() {
    scenario.given(startAt(Scenario.BEGIN.plus(Duration.ofHours(1))));
    scenario.fire(OpenTask.OpenTimer.START);

    scenario.later(Duration.ofHours(-1)).reopen(true);

    assertThat(scenario.instance().turn()).isNotNull();
  }

  @Test
  void aScheduledTimeThatHasPassedMeansNow() {
    scenario.given(startAt(Instant.EPOCH));

    assertThat(scenario.instance().turn()).isNotNull();
    assertThat(scenario.row().times().scheduledStart()).isNull();
  }

  @Test
  void aScheduledInstanceCanBeTerminatedBefore() {
    scenario.given(startAt(Scenario.BEGIN.plusSeconds(60)), terminate());

    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.TERMINATED);
    assertThat(scenario.story()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "ExecutionTerminated",
        "ExecutionCompleted(TERMINATED)");
  }

  @Test
  void aScheduledInstanceStaysPutWhenItIsResumedBeforeItsTime() {
    scenario.given(startAt(Scenario.BEGIN.plusSeconds(60)), suspend(), resume());
    assertThat(scenario.instance().turn()).isNull();
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);

    scenario.fire(OpenTask.OpenTimer.START);

    assertThat(scenario.instance().turn()).isNotNull();
  }

  @Test
  void aScheduledInstanceThatIsSuspendedAtItsTimeBeginsWhenItIsResumed() {
    scenario.given(startAt(Scenario.BEGIN.plusSeconds(60)), suspend());
    scenario.fire(OpenTask.OpenTimer.START);
    assertThat(scenario.instance().turn()).isNull();

    scenario.given(resume());

    assertThat(scenario.instance().turn()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(value = OrchestrationStatus.class, mode = Mode.EXCLUDE, names = "CONTINUED_AS_NEW")
  void onlyAnInstanceThatHasEndedMakesRoomByDefault(OrchestrationStatus status) {
    given(status);

    scenario.when(start(ID, SECOND, ReusePolicy.REPLACE_ENDED));

    if (status.isTerminal()) {
      assertReplaced();
    } else {
      assertThat(scenario.reply()).isEqualTo(new Outcome.Exists(ID, status));
      assertThat(scenario.execution().executionId()).isEqualTo(FIRST);
    }
  }

  @ParameterizedTest
  @EnumSource(value = OrchestrationStatus.class, mode = Mode.EXCLUDE, names = "CONTINUED_AS_NEW")
  void anInstanceInAReplaceableStatusMakesRoom(OrchestrationStatus status) {
    given(status);

    scenario.when(start(ID, SECOND, replacing(status)));

    assertReplaced();
  }

  @ParameterizedTest
  @EnumSource(value = OrchestrationStatus.class, mode = Mode.EXCLUDE, names = "CONTINUED_AS_NEW")
  void anInstanceInAnIgnorableStatusIsLeftAlone(OrchestrationStatus status) {
    given(status);

    List<Change> changes = scenario.when(start(ID, SECOND, ReusePolicy.ignoring())).changes();

    assertThat(changes).isEmpty();
    assertThat(scenario.reply()).isEqualTo(new Outcome.Accepted(new ExecutionKey(ID, FIRST)));
  }

  @ParameterizedTest
  @EnumSource(value = OrchestrationStatus.class, mode = Mode.EXCLUDE, names = "CONTINUED_AS_NEW")
  void anIdIsUsedOnceIfNothingIsReplaceable(OrchestrationStatus status) {
    given(status);

    List<Change> changes = scenario.when(start(ID, SECOND, ReusePolicy.replacing(Set.of())))
        .changes();

    assertThat(changes).isEmpty();
    assertThat(scenario.reply()).isEqualTo(new Outcome.Exists(ID, status));
  }

  private void assertReplaced() {
    assertThat(scenario.reply()).isEqualTo(new Outcome.Accepted(new ExecutionKey(ID, SECOND)));
    assertThat(scenario.status()).isEqualTo(OrchestrationStatus.PENDING);
    assertThat(scenario.story()).isEmpty();
    assertThat(scenario.offered()).containsExactly("OrchestratorStarted", "ExecutionStarted");
    assertThat(scenario.row().times().created()).isEqualTo(scenario.now());
    assertThat(scenario.row().customStatus()).isNull();
  }

  /// Brings the instance into a status.
  private void given(OrchestrationStatus status) {
    scenario.given(start());
    switch (status) {
      case PENDING -> {}
      case RUNNING -> scenario.answer(task(1), timer(2, Duration.ofHours(1)));
      case SUSPENDED -> scenario.given(suspend());
      case COMPLETED -> scenario.answer(complete(1));
      case FAILED -> scenario.answer(failure(1));
      case TERMINATED -> scenario.given(terminate());
      case CANCELED -> scenario.answer(
          new Action.CompleteOrchestration(
              1, OrchestrationStatus.CANCELED, null, null, List.of()));
      case CONTINUED_AS_NEW -> scenario.answer(continueAsNew(1));
    }
    scenario.later(Duration.ofSeconds(5));
    assertThat(scenario.status()).isEqualTo(status);
  }

  @Test
  void aReplacedRunningInstanceLosesItsWorkAndTellsItsParent() {
    ParentInstance parent = new ParentInstance(
        new ExecutionKey("parent", SECOND), Acts.ORDER, 4, 17);
    scenario.given(Acts.startAsChild(parent, FIRST));
    scenario.answer(task(1), timer(2, Duration.ofHours(1)));
    scenario.given(raise("E"));

    scenario.when(start(ID, SECOND, replacing(OrchestrationStatus.RUNNING)));

    assertThat(scenario.instance().tasks()).isEmpty();
    assertThat(scenario.effects(Effect.Withdraw.class)).hasSize(2);
    assertThat(scenario.effect(Effect.Forget.class).execution().executionId()).isEqualTo(FIRST);
    assertThat(scenario.sent()).singleElement().isInstanceOfSatisfying(
        Message.CompleteChild.class, message -> {
          assertThat(message.instanceId()).isEqualTo("parent");
          assertThat(message.executionId()).isEqualTo(SECOND);
          assertThat(message.sequence()).isEqualTo(17);
          assertThat(message.outcome()).isInstanceOf(TaskOutcome.Failed.class);
        });
    assertThat(scenario.row().origin().parent()).isNull();
  }

  @Test
  void aReplacementCountsOnSoThatNoKeyIsUsedTwice() {
    scenario.given(start());
    scenario.answer(task(1));
    scenario.given(raise("E"));
    long before = scenario.row().progress().nextSequence();
    long mails = scenario.row().progress().nextMail();

    scenario.when(start(ID, SECOND, replacing(OrchestrationStatus.RUNNING)));

    assertThat(scenario.turn().sequence()).isGreaterThanOrEqualTo(before);
    assertThat(scenario.row().progress().nextMail()).isGreaterThan(mails);
  }
}
