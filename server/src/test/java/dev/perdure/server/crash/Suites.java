package dev.perdure.server.crash;

import dev.perdure.server.crash.Campaign.Plan;
import dev.perdure.server.crash.Campaign.Report;
import dev.perdure.server.crash.ServerProcess.Launch;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// The suites of real processes as a program: `SUITE [--cycles N] [--seed N]`. Ends with 0 if
/// nothing is wrong, with 1 if something is, with 2 if the words are wrong, and with 3 if the suite
/// cannot run here.
public final class Suites {
  private static final int WRONG = 1;
  private static final int USAGE = 2;
  private static final int NOT_RUN = 3;
  private static final int CYCLES = 10;

  /// Short, so that a stop can outlast it often.
  static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

  private Suites() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("perdure-");
    int code;
    try {
      code = run(arguments, directory);
    } finally {
      delete(directory);
    }
    System.exit(code);
  }

  private static int run(String[] arguments, Path directory) {
    String suite = arguments.length == 0 ? "" : arguments[0];
    int cycles = (int) option(arguments, "--cycles", CYCLES);
    long seed = option(arguments, "--seed", System.nanoTime() & 0xffff_ffffL);
    Launch launch = new Launch(directory.resolve("disk/data"), directory.resolve("ledger"));
    Plan plan = new Plan(suite, seed, cycles, Api.PATIENCE);
    return switch (suite) {
      case "kill-cycles" -> print(Campaign.run(plan, launch.ledger(), new Kills(launch)));
      case "power-cuts" -> powerCuts(plan, launch, directory);
      case "stop-cont" -> print(Campaign.run(new Plan(suite, seed, cycles, STOP_PATIENCE),
          launch.ledger(), new Stops(launch, STOP_PATIENCE)));
      default -> {
        System.err.println("Expected kill-cycles, power-cuts or stop-cont, and perhaps"
            + " --cycles N and --seed N, but got " + Arrays.toString(arguments));
        yield USAGE;
      }
    };
  }

  private static int powerCuts(Plan plan, Launch launch, Path directory) {
    Optional<Interposer> interposer = Interposer.compile(directory);
    if (interposer.isEmpty()) {
      System.out.println(plan.suite() + ": " + Interposer.NOT_RUN);
      return NOT_RUN;
    }
    return print(Campaign.run(plan, launch.ledger(),
        new PowerCuts(interposer.get(), launch, DiskFault.none())));
  }

  private static int print(Report report) {
    System.out.print(report.text());
    System.out.println("  To repeat: ./verify " + report.plan().suite() + " --cycles "
        + report.plan().cycles() + " --seed " + report.plan().seed());
    return report.violations().isEmpty() ? 0 : WRONG;
  }

  private static long option(String[] arguments, String name, long otherwise) {
    int place = Arrays.asList(arguments).indexOf(name);
    return place < 0 ? otherwise : Long.parseLong(arguments[place + 1]);
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
