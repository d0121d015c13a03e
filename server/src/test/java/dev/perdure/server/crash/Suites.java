package dev.perdure.server.crash;

import dev.perdure.server.crash.Campaign.Outcome;
import dev.perdure.server.crash.Campaign.Plan;
import dev.perdure.server.crash.ServerProcess.Launch;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import dev.perdure.testing.suite.Arguments;
import dev.perdure.testing.suite.Directories;
import dev.perdure.testing.suite.Program;
import dev.perdure.testing.suite.Report;
import dev.perdure.testing.suite.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The suites of real processes: `SUITE [--cycles N] [--seed N] [--report FILE]`.
public final class Suites {
  private static final int CYCLES = 10;

  /// Short, so that a stop can outlast it often.
  static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

  private Suites() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Program program = new Program(
        Map.of(
            "kill-cycles", campaign("kill-cycles", Api.PATIENCE, Kills::new),
            "stop-cont", campaign("stop-cont", STOP_PATIENCE,
                launch -> new Stops(launch, STOP_PATIENCE)),
            "power-cuts", interposed("power-cuts",
                (interposer, launch) -> new PowerCuts(interposer, launch, DiskFault.none())),
            "disk-failures", interposed("disk-failures", DiskFailures::new)),
        Set.of("--cycles", "--seed"));
    program.runAndExit(arguments);
  }

  private static Suite campaign(
      String name, Duration patience, Function<Launch, Disaster> disaster) {
    return (arguments, report) -> Directories.during(directory -> {
      Launch launch = launch(directory);
      run(plan(name, patience, arguments), launch, disaster.apply(launch), report);
    });
  }

  private static Suite interposed(
      String name, BiFunction<Interposer, Launch, Disaster> disaster) {
    return (arguments, report) -> Directories.during(directory -> {
      Plan plan = plan(name, Api.PATIENCE, arguments);
      Optional<Interposer> interposer = Interposer.compile(directory);
      if (interposer.isEmpty()) {
        report.cannotRun(name + ": " + Interposer.NOT_RUN);
        return;
      }
      Launch launch = launch(directory);
      run(plan, launch, disaster.apply(interposer.get(), launch), report);
    });
  }

  private static Plan plan(String name, Duration patience, Arguments arguments) {
    return new Plan(name, arguments.seed(), (int) arguments.number("--cycles", CYCLES), patience);
  }

  private static Launch launch(Path directory) {
    return new Launch(directory.resolve("disk/data"), directory.resolve("ledger"));
  }

  private static void run(Plan plan, Launch launch, Disaster disaster, Report report) {
    Outcome outcome = Campaign.run(plan, launch.ledger(), disaster);
    report.say("%s", outcome.text().stripTrailing());
    report.say("  To repeat: ./verify %s --cycles %d --seed %d", plan.suite(), plan.cycles(),
        plan.seed());
    outcome.violations().forEach(report::violation);
    report.happened(outcome.counts());
    report.figure("seed", plan.seed());
    report.figure("runs", outcome.cycles());
  }
}
