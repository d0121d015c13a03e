package dev.perdure.testing.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A program that runs one of its suites: the name of the suite, then its arguments. Every suite
/// takes `--report FILE` for its report as JSON.
public final class Program {

  /// The exit code if something is wrong.
  public static final int WRONG = 1;

  /// The exit code if the words are.
  public static final int USAGE = 2;

  /// The exit code if the suite, or a part of it, cannot run here, which is no success.
  public static final int NOT_RUN = 77;

  private final Map<String, Suite> suites;
  private final Set<String> options;

  /// @param suites by name
  /// @param options the names of the arguments that they take
  public Program(Map<String, Suite> suites, Set<String> options) {
    this.suites = new TreeMap<>(suites);
    this.options = new TreeSet<>(options);
    this.options.add("--report");
  }

  /// Runs a suite and ends the process with the exit code.
  ///
  /// @param words its name and its arguments
  public void runAndExit(String... words) throws IOException, InterruptedException {
    System.exit(run(List.of(words), System.out, System.err));
  }

  /// Runs a suite.
  ///
  /// @param words its name and its arguments
  /// @return the exit code: 0 if all is well
  public int run(List<String> words, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    String name = words.isEmpty() ? "" : words.get(0);
    try {
      Suite suite = suites.get(name);
      if (suite == null) {
        throw new UsageException(
            "Expected a suite of " + suites.keySet() + ", but got '" + name + "'");
      }
      Arguments arguments = new Arguments(words.subList(1, words.size()), options);
      Report report = new Report(name, out);
      suite.run(arguments, report);
      String file = arguments.text("--report");
      if (file != null) {
        report.write(Path.of(file));
      }
      return report.code();
    } catch (UsageException e) {
      err.println("verify: " + e.getMessage());
      return USAGE;
    }
  }
}
