package dev.perdure.sdk;

/// Decides in code whether a failed task is tried again. It obeys the rules of orchestrator code; a
/// retry follows at once, so a handler that wants a delay awaits a timer of the context.
@FunctionalInterface
public interface RetryHandler {

  /// Whether to try again.
  boolean handle(RetryContext context);
}
