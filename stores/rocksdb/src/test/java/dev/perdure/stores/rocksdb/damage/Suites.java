package dev.perdure.stores.rocksdb.damage;

import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The suites of damaged stores as a program: `damage [--seed N]` or `cut-points [--seed N]`. Ends
/// with 0 if nothing is wrong, with 1 if something is, with 2 if the words are wrong, and with 3 if
/// a suite, or a part of it, cannot run here.
public final class Suites {
  private static final int WRONG = 1;
  private static final int USAGE = 2;
  private static final int NOT_RUN = 3;
  private static final int SHOWN = 10;

  /// Of damage at other places each time.
  private static final int ROUNDS = 5;

  private Suites() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("perdure-");
    int code;
    try {
      code = run(arguments, directory);
    } finally {
      DamageMatrix.delete(directory);
    }
    System.exit(code);
  }

  private static int run(String[] arguments, Path directory)
      throws IOException, InterruptedException {
    String suite = arguments.length == 0 ? "" : arguments[0];
    int place = Arrays.asList(arguments).indexOf("--seed");
    long seed = place < 0 ? System.nanoTime() & 0xffff_ffffL : Long.parseLong(arguments[place + 1]);
    long begun = System.nanoTime();
    Optional<Interposer> interposer = Interposer.compile(directory);
    List<String> violations = new ArrayList<>();
    switch (suite) {
      case "damage" -> damage(interposer, directory, seed, violations);
      case "cut-points" -> {
        if (interposer.isPresent()) {
          cutPoints(interposer.get(), directory, seed, violations);
        }
      }
      default -> {
        System.err.println("Expected damage or cut-points, and perhaps --seed N, but got "
            + Arrays.toString(arguments));
        return USAGE;
      }
    }
    violations.stream().limit(SHOWN).forEach(it -> System.out.println("  VIOLATION: " + it));
    System.out.printf("%s: seed %d, %d violations, %.1f s%n", suite, seed, violations.size(),
        (System.nanoTime() - begun) / 1e9);
    System.out.println("  To repeat: ./verify " + suite + " --seed " + seed);
    if (interposer.isEmpty()) {
      System.out.println("  What needs an interposer was " + Interposer.NOT_RUN);
    }
    return !violations.isEmpty() ? WRONG : interposer.isEmpty() ? NOT_RUN : 0;
  }

  private static void damage(
      Optional<Interposer> interposer, Path directory, long seed, List<String> violations)
      throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      Path place = Files.createDirectories(directory.resolve("round-" + round));
      Table damaged = new DamageMatrix(place).run(seed + round);
      System.out.println(round == 0
          ? "Damaged files, round 1:\n" + damaged.text()
          : "Round " + (round + 1) + ": " + damaged.counts());
      violations.addAll(damaged.violations());
    }
    if (interposer.isPresent()) {
      Table faulty = new DiskFaults(interposer.get(), directory).run(seed);
      System.out.println("A disk that is full, or fails once:\n" + faulty.text());
      violations.addAll(faulty.violations());
    }
  }

  private static void cutPoints(
      Interposer interposer, Path directory, long seed, List<String> violations)
      throws IOException, InterruptedException {
    for (Disk.Names names : Disk.Names.values()) {
      CutPoints.Report report = new CutPoints(interposer, directory).run(names, DiskFault.none(), 1,
          seed);
      System.out.println(names + ": the power cut at " + report.points() + " points, "
          + report.cut());
      violations.addAll(report.violations());
    }
  }
}
