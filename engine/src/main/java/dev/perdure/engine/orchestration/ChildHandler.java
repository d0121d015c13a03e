package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.EventBody;
import dev.perdure.model.TaskOutcome;

/// Hears how a sub-orchestration ended. Only the execution that was started can answer, and only
/// once.
public final class ChildHandler {
  private ChildHandler() {}

  /// Answers the message; what no open child matches is dropped.
  public static void handle(Draft draft, Message.CompleteChild message) {
    if (!draft.runs(message.executionId())
        || !(draft.task(message.sequence()) instanceof OpenTask.OpenChild open)
        || !open.child().executionId().equals(message.childExecutionId())) {
      return;
    }
    draft.close(open);
    draft.addMail(
        switch (message.outcome()) {
          case TaskOutcome.Succeeded succeeded ->
            new EventBody.SubOrchestrationCompleted(open.taskId(), succeeded.result());
          case TaskOutcome.Failed failed ->
            new EventBody.SubOrchestrationFailed(open.taskId(), failed.failure());
        });
    Offers.offerIfReady(draft);
  }
}
