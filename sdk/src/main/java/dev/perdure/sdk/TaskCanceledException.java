package dev.perdure.sdk;

import dev.perdure.model.FailureDetails;

/// Says that a task was cancelled, or that an external event did not arrive in time.
public final class TaskCanceledException extends TaskFailedException {
  private static final long serialVersionUID = 1L;

  /// A cancellation of the named task.
  ///
  /// @param message what was cancelled and why
  /// @param taskId the id of the task, or -1 if it has none
  /// @param taskName the name of the event or of the kind of task
  public TaskCanceledException(String message, int taskId, String taskName) {
    super(message, taskId, taskName,
        FailureDetails.of(TaskCanceledException.class.getName(), message));
  }
}
