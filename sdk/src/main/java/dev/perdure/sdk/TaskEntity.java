package dev.perdure.sdk;

import org.jspecify.annotations.Nullable;

/// An entity by code: one function performs all operations, usually with a switch over their names.
///
/// Contract:
/// - an entity performs one operation at a time;
/// - an operation that throws has done nothing: its changes of the state and its messages are
///   dropped, and its caller gets the failure;
/// - an operation may be performed again after a crash if it was not durable yet.
@FunctionalInterface
public interface TaskEntity {

  /// Performs an operation.
  ///
  /// @return the result for the caller, null for none
  /// @throws Exception if it fails
  @Nullable
  Object run(TaskEntityOperation operation) throws Exception;
}
