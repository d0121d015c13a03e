package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SECOND;
import static dev.perdure.engine.Acts.child;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.failure;
import static dev.perdure.engine.Acts.rewind;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.model.EventBody;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.request.ReusePolicy;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rewinding a parent: every child that failed or has not answered answers the new execution.
final class RewindChildTest {
  private final Family family = new Family();
  private final Scenario parent = family.member(ID);
  private final Scenario child = family.member("child");

  @BeforeEach
  void startBoth() {
    parent.given(start());
    parent.answer(child(3, "child"));
    family.deliver();
  }

  private void failBoth() {
    child.answer(task(1));
    child.succeed(1, null);
    child.answer(task(2));
    child.fail(2, "Broken");
    child.answer(failure(3, 2));
    family.deliver();
    parent.answer(failure(4, 3));
  }

  private void rewindTheParent(String executionId) {
    parent.when(rewind(executionId));
    family.deliver();
  }

  private void assertThatTheParentCompletes() {
    family.deliver();
    if (parent.instance().turn() != null && !parent.offered().contains(
        "SubOrchestrationCompleted(3)")) {
      parent.answer();
    }
    assertThat(parent.offered()).endsWith("SubOrchestrationCompleted(3)");
    parent.answer(complete(4));
    assertThat(parent.status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void aFailedChildIsRewoundAndAnswersItsRewoundParent() {
    failBoth();

    rewindTheParent(SECOND);

    assertThat(parent.story()).endsWith("SubOrchestrationCreated#3", "OrchestratorStarted");
    assertThat(child.status()).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(child.story()).contains("TaskCompleted(1)").doesNotContain("TaskFailed(2)");
    assertThat(child.execution()).isEqualTo(parent.child(3).child());
    child.answer(task(2));
    child.succeed(2, null);
    child.answer(complete(3));
    assertThatTheParentCompletes();
  }

  @Test
  void aFamilyCanBeRewoundTwice() {
    failBoth();
    rewindTheParent(SECOND);
    parent.answer();
    child.answer(task(2));
    child.fail(2, "Broken");
    child.answer(failure(3, 2));
    family.deliver();
    parent.answer(failure(4, 3));

    rewindTheParent("third");

    child.answer(complete(3));
    assertThatTheParentCompletes();
  }

  @Test
  void aGrandchildIsRewound() {
    child.answer(child(1, "leaf"));
    family.deliver();
    Scenario leaf = family.member("leaf");
    leaf.answer(failure(1));
    family.deliver();
    child.answer(failure(2, 1));
    family.deliver();
    parent.answer(failure(4, 3));

    rewindTheParent(SECOND);
    assertThat(leaf.status()).isEqualTo(OrchestrationStatus.RUNNING);
    leaf.answer(complete(1));
    family.deliver();
    child.answer();
    assertThat(child.offered()).endsWith("SubOrchestrationCompleted(1)");
    child.answer(complete(2));

    assertThatTheParentCompletes();
  }

  @Test
  void aChildThatIsGoneStartsAfreshWithAllItsTags() {
    failBoth();
    child.given(new Message.PurgeOrchestration("child"));

    rewindTheParent(SECOND);

    assertThat(child.offered()).containsExactly("OrchestratorStarted", "ExecutionStarted");
    assertThat(child.row().origin().tags()).isEqualTo(Map.of("team", "a", "leg", "1"));
    child.answer(complete(3));
    assertThatTheParentCompletes();
  }

  @Test
  void aTerminatedChildStartsAfresh() {
    child.answer();
    child.given(new Message.TerminateOrchestration("child", null, null, false));
    family.deliver();
    parent.answer(failure(4, 3));

    rewindTheParent(SECOND);

    assertThat(child.offered()).containsExactly("OrchestratorStarted", "ExecutionStarted");
    child.answer(complete(3));
    assertThatTheParentCompletes();
  }

  @Test
  void aChildThatStillRunsAnswersTheNewExecution() {
    parent.given(Acts.raise("E"));
    parent.answer(failure(4));
    child.answer(task(1));

    rewindTheParent(SECOND);

    assertThat(child.story()).contains("TaskScheduled#1");
    child.succeed(1, null);
    child.answer(complete(2));
    assertThatTheParentCompletes();
  }

  @Test
  void aChildThatStillRunsCanBeTerminatedByTheNewExecution() {
    parent.given(Acts.raise("E"));
    parent.answer(failure(4));
    rewindTheParent(SECOND);

    parent.given(Acts.terminateAll());
    family.deliver();

    assertThat(child.status()).isEqualTo(OrchestrationStatus.TERMINATED);
  }

  @Test
  void aChildThatHasCompletedMeanwhileAnswersAgain() {
    parent.given(Acts.raise("E"));
    parent.answer(failure(4));
    child.answer(complete(1));
    family.deliver();

    rewindTheParent(SECOND);

    assertThat(child.status()).isEqualTo(OrchestrationStatus.COMPLETED);
    assertThatTheParentCompletes();
  }

  @Test
  void aChildThatWasRewoundAloneAnswersAgain() {
    failBoth();
    child.when(new Message.RewindOrchestration("child", "alone", null, null, null));
    child.answer(complete(3));
    family.deliver();

    rewindTheParent(SECOND);

    assertThatTheParentCompletes();
  }

  @Test
  void aChildThatFailedAfterItsParentIsRewound() {
    parent.given(Acts.raise("E"));
    parent.answer(failure(4));
    child.answer(failure(1));
    family.deliver();

    rewindTheParent(SECOND);

    child.answer(complete(1));
    assertThatTheParentCompletes();
  }

  @Test
  void aStrangerThatTookTheIdIsNotRewound() {
    failBoth();
    child.given(start("child", "stranger", ReusePolicy.REPLACE_ENDED));

    rewindTheParent(SECOND);

    assertThat(child.execution().executionId()).isEqualTo("stranger");
    assertThat(parent.mail()).contains("SubOrchestrationFailed(3)");

    child.answer(complete(1));
    parent.answer();
    parent.answer(failure(4, 3));
    rewindTheParent("third");
    parent.answer(child(3, "child"));
    family.deliver();
    child.answer(complete(1));
    assertThatTheParentCompletes();
  }

  @Test
  void childrenThatSucceededOrFailedAndWereCaughtAreLeftAlone() {
    child.answer(failure(1));
    family.deliver();
    parent.answer(child(5, "second"));
    family.deliver();
    family.member("second").answer(complete(1));
    family.deliver();
    parent.answer(failure(6));

    rewindTheParent(SECOND);

    assertThat(child.status()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(parent.story()).contains(
        "SubOrchestrationFailed(3)", "SubOrchestrationCompleted(5)");
    assertThat(parent.instance().tasks()).isEmpty();
  }

  @Test
  void aSubstituteForAnUnknownChildIsStarted() {
    Message.StartOrchestration substitute = Acts.startAsChild(
        new ParentInstance(parent.execution(), Acts.ORDER, 9, 99), SECOND);
    Scenario unknown = new Scenario(ID);

    unknown.when(new Message.RewindOrchestration(ID, SECOND, null, null, substitute));

    assertThat(unknown.turnEvents().get(1).body())
        .isInstanceOf(EventBody.ExecutionStarted.class);
  }
}
