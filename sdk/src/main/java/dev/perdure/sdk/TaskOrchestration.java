package dev.perdure.sdk;

/// An orchestrator that gives its output through [TaskOrchestrationContext#complete].
@FunctionalInterface
public interface TaskOrchestration {

  /// Runs the orchestrator.
  ///
  /// @throws Exception to fail the instance
  void run(TaskOrchestrationContext ctx) throws Exception;
}
