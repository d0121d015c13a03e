package dev.perdure.testing.simulation;

import dev.perdure.testing.simulation.check.Finding;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Runs simulations from the command line: `--seeds N --from S`, or `--seed N` for one seed with
/// all that happens in it, or `--planted N` to look for planted mistakes with N seeds for each.
public final class Simulate {
  private final PrintStream out;
  private final Map<String, Long> faults = new TreeMap<>();
  private long seeds;
  private long events;
  private long turns;
  private long digest;
  private int failed;

  private Simulate(PrintStream out) {
    this.out = out;
  }

  /// Runs the simulations that the arguments ask for; ends with 1 if one of them fails.
  public static void main(String[] arguments) {
    long from = 1;
    long count = 1000;
    boolean one = false;
    boolean planted = false;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      long value = Long.parseLong(arguments[i + 1]);
      switch (arguments[i]) {
        case "--seeds" -> count = value;
        case "--from" -> from = value;
        case "--seed" -> {
          from = value;
          count = 1;
          one = true;
        }
        case "--planted" -> {
          count = value;
          planted = true;
        }
        default -> throw new IllegalArgumentException(
            "Expected --seeds, --from or --seed, but got " + arguments[i]);
      }
    }
    Simulate simulate = new Simulate(System.out);
    boolean good = planted ? simulate.runPlanted(from, count) : simulate.run(from, count, one);
    System.exit(good ? 0 : 1);
  }

  private boolean run(long from, long count, boolean trace) {
    long start = System.nanoTime();
    for (long seed = from; seed < from + count; seed++) {
      Simulation.Result result = Simulation.run(
          Choices.ofSeed(seed), Mutation.NONE, out::println, trace);
      add(seed, result);
    }
    report((System.nanoTime() - start) / 1e9);
    return failed == 0;
  }

  /// Plants each mistake in turn and looks for the first seed that finds it.
  private boolean runPlanted(long from, long count) {
    int found = 0;
    int mutations = 0;
    for (Mutation mutation : Mutation.values()) {
      if (mutation == Mutation.NONE) {
        continue;
      }
      mutations++;
      long seed = from;
      Finding first = null;
      for (; first == null && seed < from + count; seed++) {
        Simulation.Result result = Simulation.run(
            Choices.ofSeed(seed), mutation, unused -> {}, false);
        first = result.findings().isEmpty() ? null : result.findings().get(0);
      }
      if (first == null) {
        out.printf("%-30s not found in %d seeds%n", mutation, count);
      } else {
        found++;
        out.printf("%-30s seed %-6d %s%n", mutation, seed - 1, first.oracle());
      }
    }
    out.printf("%d of %d planted mistakes found%n", found, mutations);
    return found == mutations;
  }

  private void add(long seed, Simulation.Result result) {
    seeds++;
    events += result.events();
    turns += result.turns();
    digest = digest * 31 + result.hash();
    result.faults().forEach((what, times) -> faults.merge(what, (long) times, Long::sum));
    if (!result.findings().isEmpty()) {
      failed++;
      for (Finding finding : result.findings()) {
        out.println("seed " + seed + ": " + finding.oracle() + ": " + finding.text());
      }
      out.println("  repeat it with: ./verify --seed " + seed);
    }
  }

  private void report(double seconds) {
    faults.forEach((what, times) -> out.printf(Locale.ROOT, "%12d  %s%n", times, what));
    out.printf(Locale.ROOT, "%12d  events, %d turns run again%n", events, turns);
    out.printf(
        Locale.ROOT, "%d seeds, %d with violations, trace %016x, %.1f s, %.0f seeds/s%n", seeds,
        failed, digest, seconds, seeds / seconds);
    if (failed == 0) {
      out.printf(
          Locale.ROOT, "0 of %d: the failure rate is below %.2g with 95 %% confidence%n", seeds,
          3.0 / seeds);
    }
  }
}
