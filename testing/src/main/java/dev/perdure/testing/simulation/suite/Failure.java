package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.chance.Recording;
import dev.perdure.testing.simulation.chance.Shrinker;
import dev.perdure.testing.simulation.check.Finding;
import dev.perdure.testing.simulation.check.Oracle;
import dev.perdure.testing.suite.Report;
import org.jspecify.annotations.Nullable;

/// A run that failed, made as small as it can be while it still fails in the same way.
///
/// @param oracle who says that it fails
/// @param found what was chosen in the run that was found
/// @param small what is chosen in the smallest one
public record Failure(Oracle oracle, Recording found, Recording small) {

  /// After how many runs a failure is small enough.
  private static final int MOST_RUNS = 3_000;

  /// Makes a failing run small.
  ///
  /// @param chance what the run has chosen
  /// @param finding what was found in it
  public static Failure shrink(Chance chance, Finding finding, Mutation mutation) {
    Recording found = chance.recorded();
    Recording small = Shrinker.shrink(
        found, candidate -> again(candidate, finding.oracle(), mutation), MOST_RUNS);
    return new Failure(finding.oracle(), found, small);
  }

  private static @Nullable Recording again(
      Recording candidate, Oracle oracle, Mutation mutation) {
    Chance chance = Chance.replay(candidate);
    Finding finding = Simulation.run(chance, mutation, null).first();
    return finding != null && finding.oracle() == oracle ? chance.recorded() : null;
  }

  /// Tells people what happens in the smallest run.
  void tell(Report report) {
    report.say("The smallest run that fails in the same way (%d choices instead of %d):",
        small.weight(), found.weight());
    Simulation.Result result = Simulation.run(
        Chance.replay(small), Mutation.NONE, line -> report.say("  | %s", line));
    for (Finding finding : result.findings()) {
      report.say("  | %s: %s", finding.oracle(), finding.text());
    }
    report.say("repeat it with: ./verify simulation --case '%s'", small);
  }
}
