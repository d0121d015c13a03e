package dev.perdure.testing.simulation.program;

import java.util.List;

/// An orchestration as data.
///
/// @param number its place in the list of programs
public record Program(int number, List<Statement> body) {

  /// The orchestrator under which all programs run; the input says which.
  public static final String ORCHESTRATOR = "Program";

  /// The one activity; the input says what it does.
  public static final String ACTIVITY = "Step";

  public Program {
    body = List.copyOf(body);
  }

  /// What an execution of a program begins with.
  ///
  /// @param generation the how-manieth execution it is, from 1
  /// @param total what the executions before have come to
  public record Input(int program, int generation, long total) {

    /// The input as text.
    public String text() {
      return program + "/" + generation + "/" + Long.toHexString(total);
    }

    /// Takes the text apart.
    public static Input parse(String text) {
      String[] parts = text.split("/", -1);
      return new Input(
          Integer.parseInt(parts[0]), Integer.parseInt(parts[1]),
          Long.parseUnsignedLong(parts[2], 16));
    }
  }

  /// Folds a result into a total.
  static long fold(long total, String result) {
    long hash = total ^ 0x9E3779B97F4A7C15L;
    for (int i = 0; i < result.length(); i++) {
      hash = (hash ^ result.charAt(i)) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
