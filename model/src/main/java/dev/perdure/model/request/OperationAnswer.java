package dev.perdure.model.request;

import dev.perdure.model.TaskOutcome;

/// What becomes of a client's call of an entity.
public sealed interface OperationAnswer {

  /// The operation was performed, durably.
  ///
  /// @param outcome its result, or why it failed
  record Performed(TaskOutcome outcome) implements OperationAnswer {}

  /// The call was not taken, or its answer is unknown.
  ///
  /// @param outcome why
  record Refused(Outcome outcome) implements OperationAnswer {}
}
