package dev.perdure.stores.rocksdb.damage;

import dev.perdure.testing.disk.Cut;
import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import dev.perdure.testing.suite.Directories;
import dev.perdure.testing.suite.Program;
import dev.perdure.testing.suite.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The suites of damaged stores: `damage [--seed N]` or `cut-points [--one-of N] [--seed N]`, both
/// with `[--report FILE]`.
public final class Suites {
  private static final int SHOWN = 10;

  /// Of damage at other places each time.
  private static final int ROUNDS = 5;

  private final Report report;
  private final Path directory;
  private final long seed;
  private final Optional<Interposer> interposer;
  private long runs;

  private Suites(Report report, Path directory, long seed) {
    this.report = report;
    this.directory = directory;
    this.seed = seed;
    interposer = Interposer.compile(directory);
  }

  /// One of the suites.
  private interface Part {
    void run(Suites suites) throws IOException, InterruptedException;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Program program = new Program(
        Map.of(
            "damage", (words, report) -> run("damage", words.seed(), report, Suites::damage),
            "cut-points", (words, report) -> {
              int oneOf = (int) words.number("--one-of", 1);
              run("cut-points", words.seed(), report, suites -> suites.cutPoints(oneOf));
            }),
        Set.of("--seed", "--one-of"));
    program.runAndExit(arguments);
  }

  private static void run(String name, long seed, Report report, Part part)
      throws IOException, InterruptedException {
    Directories.during(directory -> {
      Suites suites = new Suites(report, directory, seed);
      part.run(suites);
      if (suites.interposer.isEmpty()) {
        report.cannotRun("What needs an interposer was " + Interposer.NOT_RUN);
      }
      report.figure("seed", seed);
      report.figure("runs", suites.runs);
      report.say("%s: seed %d, %d runs, %d violations, %.1f s", name, seed, suites.runs,
          report.violations(), report.seconds());
      report.say("  To repeat: ./verify %s --seed %d", name, seed);
    });
  }

  private void damage() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      Path place = Files.createDirectories(directory.resolve("round-" + round));
      Table damaged = new DamageMatrix(place).run(seed + round);
      report.say("%s", round == 0
          ? "Damaged files, round 1:\n" + damaged.text()
          : "Round " + (round + 1) + ": " + damaged.counts());
      add(damaged);
    }
    if (interposer.isPresent()) {
      Table faulty = new DiskFaults(interposer.get(), directory).run(seed);
      report.say("A disk that is full, or fails once:%n%s", faulty.text());
      add(faulty);
    }
  }

  private void add(Table table) {
    table.counts().forEach((outcome, times) -> {
      runs += times;
      report.happened(Map.of(outcome.toString(), times));
    });
    wrong(table.violations());
  }

  private void wrong(List<String> violations) {
    violations.stream().limit(SHOWN).forEach(it -> report.say("  VIOLATION: %s", it));
    violations.forEach(report::violation);
  }

  private void cutPoints(int oneOf) throws IOException, InterruptedException {
    if (interposer.isEmpty()) {
      return;
    }
    Cut cut = Cut.none();
    for (Disk.Names names : Disk.Names.values()) {
      CutPoints.Report points = new CutPoints(interposer.get(), directory)
          .run(names, DiskFault.none(), oneOf, seed);
      report.say("%s: the power cut at %d points, %s", names, points.points(), points.cut());
      cut = cut.plus(points.cut());
      runs += points.points();
      wrong(points.violations());
    }
    report.happened(Map.of(
        "power cuts", runs, "unsynced bytes lost", cut.lostBytes(), "files torn", cut.tornFiles(),
        "names lost", cut.lostNames()));
  }
}
