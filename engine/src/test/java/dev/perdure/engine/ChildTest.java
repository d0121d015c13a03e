package dev.perdure.engine;

import static dev.perdure.engine.Acts.ID;
import static dev.perdure.engine.Acts.SUCCESS;
import static dev.perdure.engine.Acts.child;
import static dev.perdure.engine.Acts.complete;
import static dev.perdure.engine.Acts.continueAsNew;
import static dev.perdure.engine.Acts.failure;
import static dev.perdure.engine.Acts.raise;
import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.step.Step;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.request.ReusePolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sub-orchestrations, from both ends.
final class ChildTest {
  private static final Step NOTHING = new Step(List.of(), List.of());

  private final Family family = new Family();
  private final Scenario parent = family.member(ID);
  private final Scenario child = family.member("child");

  @BeforeEach
  void startTheParent() {
    parent.given(start());
  }

  private void startTheChild() {
    parent.answer(child(3, "child"));
    family.deliver();
  }

  private EventBody heard() {
    List<HistoryEvent> events = parent.turnEvents();
    return events.get(events.size() - 1).body();
  }

  private FailureDetails heardFailure() {
    assertThat(heard()).isInstanceOf(EventBody.SubOrchestrationFailed.class);
    return ((EventBody.SubOrchestrationFailed) heard()).failure();
  }

  @Test
  void aChildKnowsItsParentAndInheritsItsTags() {
    startTheChild();

    assertThat(child.turnEvents().get(1).body()).isEqualTo(
        new EventBody.ExecutionStarted(
            parent.child(3).child(), child(3, "").function(), "\"goods\"",
            new ParentInstance(
                parent.execution(), Acts.ORDER, 3, parent.child(3).sequence()),
            null, null, Map.of("team", "a", "leg", "1")));
    assertThat(child.row().origin().tags()).isEqualTo(Map.of("team", "a", "leg", "1"));
    assertThat(child.execution().executionId()).matches("[0-9a-f]{32}");
  }

  @Test
  void aChildReportsItsResult() {
    startTheChild();
    child.answer(complete(1));
    family.deliver();

    assertThat(heard()).isEqualTo(new EventBody.SubOrchestrationCompleted(3, "\"ok\""));
    assertThat(parent.instance().tasks()).isEmpty();
  }

  @Test
  void aChildReportsItsFailureUnchanged() {
    startTheChild();
    child.answer(failure(1));
    family.deliver();

    assertThat(heard()).isEqualTo(new EventBody.SubOrchestrationFailed(3, Acts.FAILURE));
  }

  @Test
  void aTerminatedChildFailsItsCall() {
    startTheChild();
    child.when(new Message.TerminateOrchestration("child", null, "\"enough\"", false));
    family.deliver();

    assertThat(heardFailure().errorType()).isEqualTo("dev.perdure.SubOrchestrationTerminated");
    assertThat(heardFailure().message()).contains("'child' was terminated: \"enough\"");
  }

  @Test
  void aCanceledChildFailsItsCall() {
    startTheChild();
    child.answer(
        new Action.CompleteOrchestration(
            1, OrchestrationStatus.CANCELED, null, null, List.of()));
    family.deliver();

    assertThat(heardFailure().message()).endsWith("was canceled");
  }

  @Test
  void aReplacedChildFailsItsCallAndItsSuccessorIsSilent() {
    startTheChild();
    child.given(start("child", Acts.SECOND, Acts.replacing(OrchestrationStatus.PENDING)));
    family.deliver();
    assertThat(heardFailure().message()).contains("was terminated");

    parent.answer();
    child.answer(complete(1));
    assertThat(child.sent()).isEmpty();
  }

  @Test
  void aChildThatContinuesAsNewReportsItsFinalEnd() {
    startTheChild();
    child.answer(continueAsNew(1));
    child.answer(continueAsNew(1));
    family.deliver();
    assertThat(parent.instance().turn()).isNull();

    child.answer(complete(1));
    family.deliver();

    assertThat(heard()).isEqualTo(new EventBody.SubOrchestrationCompleted(3, "\"ok\""));
  }

  @Test
  void aChildWhoseIdIsInUseFailsItsCall() {
    child.given(start("child", Acts.SECOND, ReusePolicy.REPLACE_ENDED));
    startTheChild();

    assertThat(heardFailure().errorType()).isEqualTo("dev.perdure.InstanceIdInUse");
    assertThat(heardFailure().nonRetriable()).isTrue();
    assertThat(child.execution().executionId()).isEqualTo(Acts.SECOND);
  }

  @Test
  void aChildThatTakesItsParentsOwnIdFailsItsCall() {
    parent.answer(child(3, ID));
    family.deliver();

    assertThat(heardFailure().errorType()).isEqualTo("dev.perdure.InstanceIdInUse");
  }

  @Test
  void aRetryReplacesTheEndedChildOfTheSameId() {
    startTheChild();
    child.answer(failure(1));
    family.deliver();
    String first = child.execution().executionId();

    startTheChild();
    assertThat(child.execution().executionId()).isNotEqualTo(first);
    child.answer(complete(1));
    family.deliver();

    assertThat(heard()).isEqualTo(new EventBody.SubOrchestrationCompleted(3, "\"ok\""));
  }

  @Test
  void aChildWithoutAnIdGetsOne() {
    parent.answer(child(1, ""), child(2, ""));

    String one = parent.child(1).child().instanceId();
    String two = parent.child(2).child().instanceId();
    assertThat(one).matches("[0-9a-f]{32}").isNotEqualTo(two)
        .isNotEqualTo(parent.child(1).child().executionId());
    assertThat(parent.sent()).extracting(Message::instanceId).containsExactly(one, two);
  }

  @Test
  void aChildWithAnImpossibleIdOrNameFailsItsCall() {
    parent.answer(
        child(1, "@counter@c"), child(2, "a/b"), child(3, "x".repeat(2_001)), child(4, "ok", ""));

    assertThat(parent.sent()).isEmpty();
    assertThat(parent.instance().tasks()).isEmpty();
    assertThat(parent.offered()).containsExactly(
        "OrchestratorStarted", "SubOrchestrationFailed(1)", "SubOrchestrationFailed(2)",
        "SubOrchestrationFailed(3)", "SubOrchestrationFailed(4)");
    assertThat(heardFailure().errorType()).isEqualTo("dev.perdure.InvalidCall");
  }

  @Test
  void aResultCountsOnceAndFromTheRightExecutionAlone() {
    startTheChild();
    OpenTask.OpenChild open = parent.child(3);
    String execution = parent.execution().executionId();
    String own = open.child().executionId();
    long sequence = open.sequence();
    Message good = new Message.CompleteChild(ID, execution, sequence, own, SUCCESS);

    List<Message> wrong = List.of(
        new Message.CompleteChild(ID, execution, sequence, Acts.SECOND, SUCCESS),
        new Message.CompleteChild(ID, Acts.SECOND, sequence, own, SUCCESS),
        new Message.CompleteChild(ID, execution, sequence + 1, own, SUCCESS));

    assertThat(wrong).allSatisfy(
        message -> assertThat(parent.when(message)).isEqualTo(NOTHING));
    parent.given(good);
    assertThat(parent.when(good)).isEqualTo(NOTHING);
  }

  @Test
  void aResultForAnEndedOrVanishedParentIsDropped() {
    startTheChild();
    parent.given(terminate());
    child.answer(complete(1));
    Message late = child.sent().get(0);
    assertThat(parent.when(late)).isEqualTo(NOTHING);

    parent.given(Acts.purge());
    assertThat(parent.when(late)).isEqualTo(NOTHING);
  }

  @Test
  void aResultIsHeldWhileTheParentIsSuspended() {
    startTheChild();
    parent.given(Acts.suspend(), raise("E"));
    child.answer(complete(1));
    family.deliver();
    assertThat(parent.instance().turn()).isNull();

    parent.given(Acts.resume());

    assertThat(parent.offered()).contains("SubOrchestrationCompleted(3)");
  }

  @Test
  void anEventReachesAnotherInstanceAndIsDroppedIfThereIsNone() {
    startTheChild();
    child.answer();
    parent.given(raise("Turn"));
    parent.answer(Acts.send(7, "child"), Acts.send(8, "nobody"));
    family.deliver();

    assertThat(child.offered()).containsExactly("OrchestratorStarted", "EventRaised(Ping)");
    assertThat(Objects.isNull(family.member("nobody").instance().orchestration())).isTrue();
  }
}
