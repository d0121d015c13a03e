package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.EventBody;
import dev.perdure.model.TaskOutcome;
import org.jspecify.annotations.Nullable;

/// Takes an activity's result: once for each dispatch, and for the execution that asked alone.
public final class ActivityHandler {
  private ActivityHandler() {}

  /// Answers the message; a result of another attempt than the present one is ignored.
  public static void handle(Draft draft, Message.CompleteActivity message) {
    OpenTask.OpenActivity activity = find(draft, message.execution().executionId(),
        message.sequence(), message.attempt());
    if (activity == null) {
      return;
    }
    draft.close(activity);
    if (draft.runs(activity.executionId())) {
      draft.addMail(
          switch (message.outcome()) {
            case TaskOutcome.Succeeded succeeded ->
              new EventBody.TaskCompleted(activity.taskId(), succeeded.result());
            case TaskOutcome.Failed failed ->
              new EventBody.TaskFailed(activity.taskId(), failed.failure());
          });
      Offers.offerIfReady(draft);
    }
  }

  static OpenTask.@Nullable OpenActivity find(
      Draft draft, String executionId, long sequence, int attempt) {
    return !draft.absent()
        && draft.task(sequence) instanceof OpenTask.OpenActivity activity
        && activity.attempt() == attempt
        && activity.executionId().equals(executionId)
            ? activity
            : null;
  }
}
