package dev.perdure.server.crash;

import dev.perdure.server.crash.ActivityLedger.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Clients that load a server while a disaster strikes again and again, and the judgement in the
/// end: every acknowledged start has completed once with the right result.
final class Campaign {
  private static final int SHORTEST_WORK_MILLIS = 500;
  private static final int LONGEST_WORK_MILLIS = 3_000;
  private static final int SHOWN = 10;

  private final Plan plan;
  private final Path ledger;
  private final Disaster disaster;
  private final List<String> violations = new ArrayList<>();
  private int cycles;

  /// How much of it.
  ///
  /// @param patience how long the clients wait for an answer
  record Plan(String suite, long seed, int cycles, Duration patience) {}

  /// What came out.
  ///
  /// @param cycles how many came to their end
  /// @param counts the load, the faults by kind, and the like
  record Outcome(
      Plan plan, int cycles, Map<String, Long> counts, List<String> violations, Duration time) {

    /// The report as lines of text.
    String text() {
      StringBuilder text = new StringBuilder("%s: seed %d, %d of %d cycles, %d violations, %.1f s%n"
          .formatted(plan.suite(), plan.seed(), cycles, plan.cycles(), violations.size(),
              time.toMillis() / 1e3));
      counts.forEach((what, times) -> text.append("  %,12d  %s%n".formatted(times, what)));
      violations.stream().limit(SHOWN)
          .forEach(it -> text.append("  VIOLATION: ").append(it).append('\n'));
      return text.toString();
    }
  }

  private Campaign(Plan plan, Path ledger, Disaster disaster) {
    this.plan = plan;
    this.ledger = ledger;
    this.disaster = disaster;
  }

  /// Runs until all cycles are done or no server comes back. Closes the disaster.
  static Outcome run(Plan plan, Path ledger, Disaster disaster) {
    return new Campaign(plan, ledger, disaster).run();
  }

  private Outcome run() {
    long begun = System.nanoTime();
    Load load = null;
    try (disaster; Api api = new Api(plan.patience())) {
      try {
        api.moved(disaster.start().awaitReady());
        load = Load.begin(api, ledger, plan.seed(), disaster.serverStays());
        strike(api, new Random(plan.seed()));
        load.end();
        violations.addAll(Verdict.ofAll(load.started, api, ledger));
        disaster.server().mustBeAlive();
        violations.addAll(load.problems);
        violations.addAll(disaster.violations());
      } catch (AssertionError e) {
        violations.add(String.valueOf(e.getMessage()));
      } finally {
        if (load != null) {
          load.abandon();
        }
      }
      if (!violations.isEmpty()) {
        violations.addFirst("The last server said:\n" + disaster.server().output());
      }
    }
    return new Outcome(plan, cycles, counts(load), List.copyOf(violations),
        Duration.ofNanos(System.nanoTime() - begun));
  }

  private void strike(Api api, RandomGenerator random) {
    while (cycles < plan.cycles()) {
      Api.pause(random.nextInt(SHORTEST_WORK_MILLIS, LONGEST_WORK_MILLIS));
      disaster.strike(api, random, cycles);
      api.moved(disaster.server().awaitReady());
      cycles++;
    }
  }

  private Map<String, Long> counts(@Nullable Load load) {
    Map<String, Long> counts = new LinkedHashMap<>(disaster.faults());
    if (load != null) {
      counts.put("starts acknowledged", (long) load.started.size());
      counts.put("events acknowledged", load.raised.longValue());
      counts.put("requests unknown at first", load.unknown.longValue());
    }
    List<Run> runs = ActivityLedger.read(ledger);
    Set<String> steps = new HashSet<>();
    runs.forEach(it -> steps.add(it.instanceId() + " " + it.step()));
    counts.put("steps", (long) steps.size());
    counts.put("runs of steps", (long) runs.size());
    counts.put("highest attempt", runs.stream().mapToLong(Run::attempt).max().orElse(0));
    return counts;
  }
}
