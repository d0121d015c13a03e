package dev.perdure.sdk;

import org.jspecify.annotations.Nullable;

/// An orchestrator whose return value is its output.
///
/// @param <R> the type of the output
@FunctionalInterface
public interface OrchestratorFunction<R extends @Nullable Object> {

  /// Runs the orchestrator.
  ///
  /// @throws Exception to fail the instance
  R apply(TaskOrchestrationContext ctx) throws Exception;
}
