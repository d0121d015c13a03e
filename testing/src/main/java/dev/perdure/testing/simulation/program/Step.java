package dev.perdure.testing.simulation.program;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import dev.perdure.testing.simulation.program.Statement.Behaviour;

/// The one activity of all programs. Its input says how it ends, so that every execution of it ends
/// alike, however often it is repeated.
public final class Step {

  /// The type of its failures.
  public static final String FAILURE = "Boom";

  /// What makes an input large.
  private static final String PADDING = "/" + "x".repeat(2_000);

  private Step() {}

  static String input(Behaviour behaviour, long total, int id) {
    char kind = switch (behaviour) {
      case SUCCEEDS -> 'S';
      case LARGE -> 'L';
      case FAILS -> 'F';
      case MENDABLE -> 'M';
    };
    return kind + "/" + Long.toHexString(total) + "/" + id
        + (behaviour == Behaviour.LARGE ? PADDING : "");
  }

  static String retryInput(int failures, int attempt, long total, int id) {
    return input(attempt > failures ? Behaviour.SUCCEEDS : Behaviour.FAILS, total, id);
  }

  /// Whether the outcome depends on the world.
  public static boolean mendable(String input) {
    return input.charAt(0) == 'M';
  }

  /// How it ends.
  ///
  /// @param mended whether the world is mended
  public static TaskOutcome outcome(String input, boolean mended) {
    boolean fails = input.charAt(0) == 'F' || (mendable(input) && !mended);
    return fails
        ? new TaskOutcome.Failed(FailureDetails.of(FAILURE, "Failed on " + input))
        : new TaskOutcome.Succeeded(result(input));
  }

  static String result(String input) {
    return Long.toHexString(Program.fold(7, input));
  }
}
