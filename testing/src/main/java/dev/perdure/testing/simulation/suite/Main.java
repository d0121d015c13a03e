package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.suite.Program;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/// Runs one suite of the simulation.
public final class Main {
  static final Set<String> OPTIONS = Set.of(
      "--seeds", "--from", "--seed", "--case", "--only");

  private Main() {}

  /// Runs the suite that the arguments name.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Program program = new Program(
        Map.of(
            "simulation", new Seeds(), "planted", new Planting(), "crash-points", new CrashSweep(),
            "two-jvms", new TwoMachines(), "hashes", new Hashes()),
        OPTIONS);
    program.runAndExit(arguments);
  }
}
