package dev.perdure.testing.simulation.program;

import java.util.List;

/// A program's step has failed.
final class ProgramFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String type;
  private final transient List<Integer> tasks;

  ProgramFailure(String type, List<Integer> tasks) {
    super(type, null, false, false);
    this.type = type;
    this.tasks = List.copyOf(tasks);
  }

  /// The type of the failure.
  String type() {
    return type;
  }

  /// The tasks that failed.
  List<Integer> tasks() {
    return tasks;
  }
}
