package dev.perdure.sdk;

import dev.perdure.model.FailureDetails;
import java.time.Duration;

/// What a [RetryHandler] knows when it decides.
public final class RetryContext {
  private final TaskOrchestrationContext orchestrationContext;
  private final int lastAttemptNumber;
  private final FailureDetails lastFailure;
  private final Duration totalRetryTime;

  /// The facts of a failed attempt.
  ///
  /// @param orchestrationContext the context of the orchestrator
  /// @param lastAttemptNumber the number of the failed attempt, from 1
  /// @param lastFailure why it failed
  /// @param totalRetryTime the time since the start of the first attempt
  public RetryContext(
      TaskOrchestrationContext orchestrationContext,
      int lastAttemptNumber,
      FailureDetails lastFailure,
      Duration totalRetryTime) {
    this.orchestrationContext = orchestrationContext;
    this.lastAttemptNumber = lastAttemptNumber;
    this.lastFailure = lastFailure;
    this.totalRetryTime = totalRetryTime;
  }

  /// The context of the orchestrator.
  public TaskOrchestrationContext getOrchestrationContext() {
    return orchestrationContext;
  }

  /// The number of the failed attempt, from 1.
  public int getLastAttemptNumber() {
    return lastAttemptNumber;
  }

  /// Why the last attempt failed.
  public FailureDetails getLastFailure() {
    return lastFailure;
  }

  /// Whether the last attempt failed with an exception of the given type or one below it.
  public boolean isCausedBy(Class<? extends Throwable> type) {
    return Failures.isCausedBy(lastFailure, type);
  }

  /// The time since the start of the first attempt.
  public Duration getTotalRetryTime() {
    return totalRetryTime;
  }
}
