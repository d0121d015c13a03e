package dev.perdure.testing.simulation.program;

/// What a program waits for.
public sealed interface Waiting {

  /// The result of an activity.
  record ForTask(int id) implements Waiting {}

  /// A timer.
  record ForTimer(int id) implements Waiting {}

  /// The result of a sub-orchestration.
  record ForChild(int id) implements Waiting {}

  /// An external event.
  record ForEvent(String name) implements Waiting {}
}
