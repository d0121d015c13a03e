package dev.perdure.sdk;

/// Makes an orchestrator object for each execution.
public interface TaskOrchestrationFactory {

  /// The name of the orchestrator function.
  String getName();

  /// A new orchestrator.
  TaskOrchestration create();
}
