package dev.perdure.stores.rocksdb.damage;

import dev.perdure.testing.disk.Cut;
import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import dev.perdure.testing.disk.SuiteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The suites of damaged stores as a program: `damage [--seed N]` or `cut-points [--one-of N]
/// [--seed N]`, both with `[--report FILE]`. Ends with 0 if nothing is wrong, with 1 if something
/// is, with 2 if the words are wrong, and with 77 if the suite, or a part of it, cannot run here.
public final class Suites {
  private static final int USAGE = 2;
  private static final int SHOWN = 10;

  /// Of damage at other places each time.
  private static final int ROUNDS = 5;

  private final String[] arguments;
  private final Path directory;
  private final long seed;
  private final Optional<Interposer> interposer;
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private int runs;

  private Suites(String[] arguments, Path directory) {
    this.arguments = arguments;
    this.directory = directory;
    seed = SuiteResult.seed(arguments);
    interposer = Interposer.compile(directory);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("perdure-");
    int code;
    try {
      code = new Suites(arguments, directory).run(arguments.length == 0 ? "" : arguments[0]);
    } finally {
      DamageMatrix.delete(directory);
    }
    System.exit(code);
  }

  private int run(String suite) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    switch (suite) {
      case "damage" -> damage();
      case "cut-points" -> cutPoints();
      default -> {
        System.err.println("Expected damage or cut-points, and perhaps --seed N, but got "
            + Arrays.toString(arguments));
        return USAGE;
      }
    }
    violations.stream().limit(SHOWN).forEach(it -> System.out.println("  VIOLATION: " + it));
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(Locale.ROOT, "%s: seed %d, %d runs, %d violations, %.1f s%n", suite, seed,
        runs, violations.size(), seconds);
    System.out.println("  To repeat: ./verify " + suite + " --seed " + seed);
    int code = new SuiteResult(suite, seed, runs, counts, violations, seconds).report(arguments);
    if (interposer.isEmpty()) {
      System.out.println("  What needs an interposer was " + Interposer.NOT_RUN);
      return code == 0 ? SuiteResult.NOT_RUN : code;
    }
    return code;
  }

  private void damage() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      Path place = Files.createDirectories(directory.resolve("round-" + round));
      Table damaged = new DamageMatrix(place).run(seed + round);
      System.out.println(round == 0
          ? "Damaged files, round 1:\n" + damaged.text()
          : "Round " + (round + 1) + ": " + damaged.counts());
      add(damaged);
    }
    if (interposer.isPresent()) {
      Table faulty = new DiskFaults(interposer.get(), directory).run(seed);
      System.out.println("A disk that is full, or fails once:\n" + faulty.text());
      add(faulty);
    }
  }

  private void add(Table table) {
    table.counts().forEach((outcome, times) -> {
      runs += times;
      counts.merge(outcome.toString(), (long) times, Long::sum);
    });
    violations.addAll(table.violations());
  }

  private void cutPoints() throws IOException, InterruptedException {
    if (interposer.isEmpty()) {
      return;
    }
    int oneOf = Integer.parseInt(SuiteResult.argument(arguments, "--one-of", "1"));
    Cut cut = Cut.none();
    for (Disk.Names names : Disk.Names.values()) {
      CutPoints.Report report = new CutPoints(interposer.get(), directory)
          .run(names, DiskFault.none(), oneOf, seed);
      System.out.println(names + ": the power cut at " + report.points() + " points, "
          + report.cut());
      cut = cut.plus(report.cut());
      runs += report.points();
      violations.addAll(report.violations());
    }
    counts.put("power cuts", (long) runs);
    counts.put("unsynced bytes lost", cut.lostBytes());
    counts.put("files torn", (long) cut.tornFiles());
    counts.put("names lost", (long) cut.lostNames());
  }
}
