package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.EventBody;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;

/// Ends an instance at once and without its worker, so that it works on a stuck one, too. The turn
/// in flight loses its token; activities that no worker has begun are taken back.
public final class TerminateHandler {
  private TerminateHandler() {}

  /// Answers the message.
  public static void handle(Draft draft, Message.TerminateOrchestration terminate) {
    if (draft.absent()) {
      draft.reply(new Outcome.NotFound(draft.instanceId()));
      return;
    }
    Header header = draft.header();
    String meant = terminate.executionId();
    OrchestrationStatus status = header.status();
    boolean another = meant != null && !header.answersTo(meant);
    if (another || status.isTerminal()) {
      draft.reply(
          new Outcome.NoEffect(
              status,
              "The instance '" + draft.instanceId() + "' was not terminated, since "
                  + (another ? "another execution is meant" : "it is " + status.label())));
      return;
    }
    if (terminate.recursive()) {
      terminateChildren(draft, terminate);
    }
    draft.dropActivities();
    Endings.terminate(
        draft, new EventBody.ExecutionTerminated(terminate.output(), terminate.recursive()));
    draft.accept();
  }

  private static void terminateChildren(Draft draft, Message.TerminateOrchestration terminate) {
    for (OpenTask task : draft.tasks()) {
      if (task instanceof OpenTask.OpenChild open) {
        draft.send(
            new Message.TerminateOrchestration(
                open.child().instanceId(), open.child().executionId(), terminate.output(), true));
      }
    }
  }
}
