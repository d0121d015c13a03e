package dev.perdure.testing.simulation.suite;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Runs one suite: its name, then its arguments. Ends with 1 if something is wrong, and with 2 if
/// the arguments are.
public final class Main {
  private Main() {}

  /// Runs the suite that the arguments name.
  public static void main(String[] arguments) {
    System.exit(run(Arrays.asList(arguments)));
  }

  private static int run(List<String> words) {
    try {
      String name = words.isEmpty() ? "" : words.get(0);
      Suite suite = suite(name);
      Arguments arguments = new Arguments(words.subList(1, words.size()));
      Report report = new Report(name, System.out);
      suite.run(arguments, report);
      String file = arguments.text("--report");
      if (file != null) {
        report.write(Path.of(file));
      }
      return report.good() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      System.err.println("verify: " + e.getMessage());
      return 2;
    }
  }

  private static Suite suite(String name) {
    return switch (name) {
      case "simulation" -> new Seeds();
      case "planted" -> new Planting();
      case "crash-points" -> new CrashSweep();
      case "two-jvms" -> new TwoMachines();
      case "hashes" -> new Hashes();
      default -> throw new IllegalArgumentException(
          "Expected a suite: simulation, planted, crash-points or two-jvms, but got '" + name
              + "'");
    };
  }
}
