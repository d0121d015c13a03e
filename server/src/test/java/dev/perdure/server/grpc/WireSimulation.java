package dev.perdure.server.grpc;

import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.suite.Arguments;
import dev.perdure.testing.suite.Program;
import dev.perdure.testing.suite.Report;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The simulation with the gRPC front between hubs and workers: streams that stall and break,
/// answers that come twice, late, in parts, by halves, or with tokens of a process that is no more.
///
/// `WireSimulation wire [--seeds N] [--from S] [--report FILE]`, or `--seed N` for one with all
/// that happens.
public final class WireSimulation {
  private long digest;

  private WireSimulation() {}

  /// Runs the suite.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Program program = new Program(
        Map.of("wire", (words, report) -> new WireSimulation().run(words, report)),
        Set.of("--seeds", "--from", "--seed"));
    program.runAndExit(arguments);
  }

  private void run(Arguments arguments, Report report) {
    if (arguments.has("--seed")) {
      judge(arguments.number("--seed", 1), report, System.out::println);
      return;
    }
    long from = arguments.number("--from", 1);
    long seeds = arguments.number("--seeds", 1000);
    for (long seed = from; seed < from + seeds; seed++) {
      judge(seed, report, null);
    }
    report.say("%d seeds over the wire, %d violations, trace %016x, %.1f s", seeds,
        report.violations(), digest, report.seconds());
    report.figure("runs", seeds);
    report.figure("from", from);
  }

  private void judge(long seed, Report report, @Nullable Consumer<String> listener) {
    Simulation.Result result = run(seed, WireMistake.NONE, listener);
    digest = digest * 31 + result.hash();
    report.happened(result.faults());
    result.findings().forEach(finding -> report.found("seed " + seed + ": " + finding));
  }

  /// Runs one seed.
  ///
  /// @param mistake what is planted
  static Simulation.Result run(
      long seed, WireMistake mistake, @Nullable Consumer<String> listener) {
    Chance chance = Chance.ofSeed(seed);
    Choices choices = chance.of("wire");
    Memory memory = new Memory(choices);
    NarrowRoom room = new NarrowRoom(chance.of("room"));
    return Simulation.run(
        chance, Mutation.NONE,
        (hub, env, calm) -> new WireFront(
            hub, env, calm, memory, mistake, choices, room.open(env)),
        listener);
  }
}
