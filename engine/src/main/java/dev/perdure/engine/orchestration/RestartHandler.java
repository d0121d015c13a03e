package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;

/// Runs an ended instance again under its own id, from the input that its history holds.
public final class RestartHandler {
  private RestartHandler() {}

  /// Answers the message.
  public static void handle(Draft draft, Message.RestartOrchestration restart) {
    if (draft.absent()) {
      draft.reply(new Outcome.NotFound(draft.instanceId()));
      return;
    }
    Header header = draft.header();
    if (!header.status().isTerminal()) {
      draft.reply(
          new Outcome.Refused(
              header.status(),
              "Expected to restart an instance that has ended, but '" + draft.instanceId()
                  + "' is " + header.status().label()));
      return;
    }
    EventBody.ExecutionStarted started = started(draft);
    Message.StartOrchestration again = new Message.StartOrchestration(
        new ExecutionKey(draft.instanceId(), restart.newExecutionId()), started.function(),
        started.input(), null, header.origin().tags(), header.origin().trace(), null,
        ReusePolicy.REPLACE_ENDED);
    Endings.discard(draft);
    StartHandler.begin(draft, again, header);
  }

  static EventBody.ExecutionStarted started(Draft draft) {
    for (HistoryEvent event : draft.history()) {
      if (event.body() instanceof EventBody.ExecutionStarted started) {
        return started;
      }
    }
    throw new IllegalStateException(
        "Expected the history of the ended instance " + draft.instanceId()
            + " to hold its start, but it does not");
  }
}
