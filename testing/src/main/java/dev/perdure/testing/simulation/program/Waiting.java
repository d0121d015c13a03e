package dev.perdure.testing.simulation.program;

/// What a program waits for.
public sealed interface Waiting {

  /// The result of an activity.
  record ForTask(int id) implements Waiting {}

  /// A timer.
  record ForTimer(int id) implements Waiting {}

  /// The result of a sub-orchestration.
  record ForChild(int id) implements Waiting {}

  /// The answer of an entity.
  record ForCall(int id, String requestId) implements Waiting {}

  /// The locks of a critical section.
  record ForLocks(int id, String criticalSectionId) implements Waiting {}

  /// An external event.
  record ForEvent(String name) implements Waiting {}
}
