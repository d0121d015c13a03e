package dev.perdure.sdk;

import dev.perdure.model.FailureDetails;

/// Says that an activity or a sub-orchestration failed. Thrown by [Task#await()].
public class TaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int taskId;
  private final String taskName;
  private final transient FailureDetails details;

  /// A failure of the named task.
  ///
  /// @param taskId the id of the action that scheduled the last attempt
  /// @param taskName the name of the function
  /// @param details what went wrong
  public TaskFailedException(int taskId, String taskName, FailureDetails details) {
    this("Task '" + taskName + "' (#" + taskId + ") failed with an unhandled "
        + details.errorType() + ": " + details.message(), taskId, taskName, details);
  }

  TaskFailedException(String message, int taskId, String taskName, FailureDetails details) {
    super(message);
    this.taskId = taskId;
    this.taskName = taskName;
    this.details = details;
  }

  /// The id of the failed task within its execution.
  public int getTaskId() {
    return taskId;
  }

  /// The name of the function that failed.
  public String getTaskName() {
    return taskName;
  }

  /// What went wrong, as it is stored in the history.
  public FailureDetails getErrorDetails() {
    return details;
  }

  /// Whether the task failed with an exception of the given type, or of a type below it that this
  /// program knows.
  public boolean isCausedBy(Class<? extends Throwable> type) {
    return Failures.isCausedBy(details, type);
  }
}
