package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Origin;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.Identifiers;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.Outcome;
import org.jspecify.annotations.Nullable;

/// Begins an execution, after the reuse policy has been asked what to do with an instance of the
/// same id.
public final class StartHandler {

  /// The error type of a sub-orchestration whose id is in use.
  static final String ID_IN_USE = "dev.perdure.InstanceIdInUse";

  private StartHandler() {}

  /// Answers the message.
  public static void handle(Draft draft, Message.StartOrchestration start) {
    if (draft.absent()) {
      begin(draft, start, null);
      return;
    }
    OrchestrationStatus status = draft.header().status();
    if (start.reuse().ignorable().contains(status)) {
      draft.accept();
    } else if (start.reuse().replaceable().contains(status)) {
      Header replaced = draft.header();
      Endings.discard(draft);
      begin(draft, start, replaced);
    } else {
      refuse(draft, start, status);
    }
  }

  static void begin(Draft draft, Message.StartOrchestration start, @Nullable Header replaced) {
    ExecutionKey execution = start.execution();
    Header header = new Header(
        execution, start.function(),
        new Origin(start.parent(), start.tags(), start.trace()), draft.now(), replaced);
    draft.header(header);
    boolean later = start.startAt() != null && start.startAt().isAfter(draft.now());
    draft.addMail(
        new EventBody.ExecutionStarted(
            execution, start.function(), start.input(), start.parent(),
            later ? start.startAt() : null, start.trace(), start.tags()));
    if (later && start.startAt() != null) {
      header.scheduledStart(start.startAt());
      draft.open(
          new OpenTask.OpenTimer(
              header.nextSequence(), OpenTask.OpenTimer.START, start.startAt()));
    }
    draft.accept();
    Offers.offerIfReady(draft);
  }

  private static void refuse(
      Draft draft, Message.StartOrchestration start, OrchestrationStatus status) {
    draft.reply(new Outcome.Exists(draft.instanceId(), status));
    ParentInstance parent = start.parent();
    if (parent != null) {
      String message = "Expected the id of the sub-orchestration '" + start.function().name()
          + "' to be free, but the instance " + Identifiers.quote(draft.instanceId()) + " is "
          + status.label();
      draft.send(
          new Message.CompleteChild(
              parent.execution().instanceId(), parent.execution().executionId(), parent.sequence(),
              start.execution().executionId(),
              new TaskOutcome.Failed(FailureDetails.nonRetriable(ID_IN_USE, message))));
    }
  }
}
