package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.chance.Recording;
import dev.perdure.testing.simulation.check.Finding;
import dev.perdure.testing.suite.Arguments;
import dev.perdure.testing.suite.Report;
import dev.perdure.testing.suite.Suite;
import dev.perdure.testing.suite.UsageException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs random simulations: `--seeds N --from S`; or one with all that happens in it, by `--seed N`
/// or by `--case` and its choices. Cases that once failed are run first.
final class Seeds implements Suite {

  /// From so many seeds on, every situation on the list must have been met.
  private static final long ENOUGH_TO_MEET_ALL = 2_000;

  /// So many failures are made small; more would only say the same again.
  private static final int MOST_SHRUNK = 3;

  private long events;
  private long turns;
  private long digest;
  private int failed;

  @Override
  public void run(Arguments arguments, Report report) {
    String text = arguments.text("--case");
    if (text != null) {
      judge("the case", Chance.replay(recording(text)), report,
          line -> report.say("%s", line));
    } else if (arguments.has("--seed")) {
      long seed = arguments.number("--seed", 1);
      judge("seed " + seed, Chance.ofSeed(seed), report, line -> report.say("%s", line));
    } else {
      many(arguments.number("--from", 1), arguments.number("--seeds", 1000), report);
    }
  }

  private static Recording recording(String text) {
    try {
      return Recording.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("Expected the choices of a case behind --case. " + e.getMessage());
    }
  }

  private void many(long from, long count, Report report) {
    int regressions = 0;
    for (Regressions.Case known : Regressions.all()) {
      judge(known.name(), known.chance(), report, null);
      regressions++;
    }
    for (long seed = from; seed < from + count; seed++) {
      judge("seed " + seed, Chance.ofSeed(seed), report, null);
    }
    if (count >= ENOUGH_TO_MEET_ALL) {
      Situations.missing(report.situations()).forEach(
          situation -> {
            report.violation("Never met: " + situation);
            report.say("In no seed was met: %s", situation);
          });
    }
    report.sayCounts();
    report.say("%12d  events, %d turns run again", events, turns);
    report.say(
        "%d seeds and %d cases that once failed, %d with violations, trace %016x, %.1f s, "
            + "%.0f seeds/s",
        count, regressions, failed, digest, report.seconds(), count / report.seconds());
    if (failed == 0) {
      report.say("0 of %d: the failure rate is below %.2g with 95 %% confidence", count,
          3.0 / count);
      report.figure("failureRateBelow", 3.0 / count);
    }
    report.figure("seeds", count);
    report.figure("from", from);
    report.figure("regressions", regressions);
    report.figure("failed", failed);
    report.figure("events", events);
    report.figure("turnsRunAgain", turns);
    report.figure("trace", String.format("%016x", digest));
  }

  private void judge(
      String name, Chance chance, Report report, @Nullable Consumer<String> listener) {
    Simulation.Result result = Simulation.run(chance, Mutation.NONE, listener);
    events += result.events();
    turns += result.turns();
    digest = digest * 31 + result.hash();
    report.happened(result.faults());
    Finding first = result.first();
    if (first == null) {
      return;
    }
    failed++;
    for (Finding finding : result.findings()) {
      report.violation(name + ": " + finding.oracle() + ": " + finding.text());
      report.say("%s: %s: %s", name, finding.oracle(), finding.text());
    }
    if (name.startsWith("seed ")) {
      report.say("  repeat it with: ./verify --%s", name);
    }
    if (failed <= MOST_SHRUNK) {
      Failure.shrink(chance, first, Mutation.NONE).tell(report);
    }
  }
}
