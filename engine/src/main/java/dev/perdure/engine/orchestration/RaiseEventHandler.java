package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.model.EventBody;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;

/// Accepts an external event. Whether anybody waits for it is the orchestrator's affair: it is kept
/// in order until somebody does.
public final class RaiseEventHandler {
  private RaiseEventHandler() {}

  /// Answers the message.
  public static void handle(Draft draft, Message.RaiseEvent raise) {
    if (draft.absent()) {
      draft.reply(new Outcome.NotFound(draft.instanceId()));
      return;
    }
    OrchestrationStatus status = draft.header().status();
    if (status.isTerminal()) {
      draft.reply(
          new Outcome.NoEffect(
              status,
              "The event '" + raise.name() + "' was dropped, since the instance '"
                  + draft.instanceId() + "' is " + status.label()));
      return;
    }
    draft.addMail(new EventBody.EventRaised(raise.name(), raise.input()));
    draft.accept();
    Offers.offerIfReady(draft);
  }
}
