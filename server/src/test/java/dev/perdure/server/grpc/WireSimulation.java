package dev.perdure.server.grpc;

import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.chance.Choices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The simulation with the gRPC front between hubs and workers: streams that stall and break,
/// answers that come twice, late, in parts, by halves, or with tokens of a process that is no more.
///
/// `WireSimulation [wire] --seeds N [--from S] [--report FILE]`, or `--seed N` for one with all
/// that happens; the exit code is 0 if nothing is wrong, else 1.
public final class WireSimulation {
  private WireSimulation() {}

  /// Runs the suite.
  public static void main(String[] arguments) throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    int first = arguments.length > 0 && arguments[0].startsWith("--") ? 0 : 1; // Its own name.
    for (int i = first; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    if (options.containsKey("--seed")) {
      Simulation.Result result = run(
          Long.parseLong(options.get("--seed")), System.out::println);
      result.findings().forEach(System.out::println);
      System.exit(result.findings().isEmpty() ? 0 : 1);
    }
    long from = Long.parseLong(options.getOrDefault("--from", "1"));
    long seeds = Long.parseLong(options.getOrDefault("--seeds", "1000"));
    long began = System.nanoTime();
    int failed = 0;
    long digest = 0;
    for (long seed = from; seed < from + seeds; seed++) {
      Simulation.Result result = run(seed, null);
      digest = digest * 31 + result.hash();
      if (!result.findings().isEmpty()) {
        failed++;
        System.out.println("seed " + seed + ": " + result.first());
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf("%d seeds over the wire, %d with violations, trace %016x, %.1f s%n", seeds,
        failed, digest, seconds);
    if (options.containsKey("--report")) {
      Files.writeString(Path.of(options.get("--report")), """
          {"suite":"wire","good":%s,"seconds":%.1f,"runs":%d,"violations":%d,"faults":{}}
          """.formatted(failed == 0, seconds, seeds, failed));
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static Simulation.Result run(long seed, @Nullable Consumer<String> listener) {
    return run(seed, WireMistake.NONE, listener);
  }

  /// Runs one seed.
  ///
  /// @param mistake what is planted
  static Simulation.Result run(
      long seed, WireMistake mistake, @Nullable Consumer<String> listener) {
    Chance chance = Chance.ofSeed(seed);
    Choices choices = chance.of("wire");
    Memory memory = new Memory(choices);
    return Simulation.run(
        chance, Mutation.NONE,
        (hub, env, calm) -> new WireFront(hub, env, calm, memory, mistake, choices), listener);
  }
}
