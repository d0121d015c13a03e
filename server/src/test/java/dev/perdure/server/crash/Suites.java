package dev.perdure.server.crash;

import dev.perdure.server.crash.Campaign.Plan;
import dev.perdure.server.crash.Campaign.Report;
import dev.perdure.server.crash.ServerProcess.Launch;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import dev.perdure.testing.disk.SuiteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// The suites of real processes as a program: `SUITE [--cycles N] [--seed N] [--report FILE]`. Ends
/// with 0 if nothing is wrong, with 1 if something is, with 2 if the words are wrong, and with 77
/// if the suite cannot run here.
public final class Suites {
  private static final int USAGE = 2;
  private static final String CYCLES = "10";

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
    int cycles = Integer.parseInt(SuiteResult.argument(arguments, "--cycles", CYCLES));
    long seed = SuiteResult.seed(arguments);
    Launch launch = new Launch(directory.resolve("disk/data"), directory.resolve("ledger"));
    Plan plan = new Plan(suite, seed, cycles, Api.PATIENCE);
    return switch (suite) {
      case "kill-cycles" ->
        finish(Campaign.run(plan, launch.ledger(), new Kills(launch)), arguments);
      case "disk-failures", "power-cuts" -> interposed(plan, launch, directory, arguments);
      case "stop-cont" -> finish(Campaign.run(new Plan(suite, seed, cycles, STOP_PATIENCE),
          launch.ledger(), new Stops(launch, STOP_PATIENCE)), arguments);
      default -> {
        System.err
            .println("Expected kill-cycles, power-cuts, disk-failures or stop-cont, and perhaps"
                + " --cycles N and --seed N, but got " + Arrays.toString(arguments));
        yield USAGE;
      }
    };
  }

  private static int interposed(Plan plan, Launch launch, Path directory, String[] arguments) {
    Optional<Interposer> interposer = Interposer.compile(directory);
    if (interposer.isEmpty()) {
      System.out.println(plan.suite() + ": " + Interposer.NOT_RUN);
      return SuiteResult.NOT_RUN;
    }
    Disaster disaster = plan.suite().equals("power-cuts")
        ? new PowerCuts(interposer.get(), launch, DiskFault.none())
        : new DiskFailures(interposer.get(), launch);
    return finish(Campaign.run(plan, launch.ledger(), disaster), arguments);
  }

  private static int finish(Report report, String[] arguments) {
    Plan plan = report.plan();
    System.out.print(report.text());
    System.out.println("  To repeat: ./verify " + plan.suite() + " --cycles " + plan.cycles()
        + " --seed " + plan.seed());
    return new SuiteResult(plan.suite(), plan.seed(), report.cycles(), report.counts(),
        report.violations(), report.time().toMillis() / 1e3).report(arguments);
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
