package dev.perdure.testing.disk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a suite of real processes or files came to, for programs to read.
///
/// @param runs how many cycles, cells or points
/// @param faults what happened how often
public record SuiteResult(
    String suite, long seed, int runs, Map<String, Long> faults, List<String> violations,
    double seconds) {
  /// The exit code of a suite that cannot run here, which is no success.
  public static final int NOT_RUN = 77;

  /// The value behind a name among arguments.
  public static String argument(String[] arguments, String name, String otherwise) {
    int place = Arrays.asList(arguments).indexOf(name);
    return place < 0 || place + 1 == arguments.length ? otherwise : arguments[place + 1];
  }

  /// A seed that no run before has had, unless the arguments name one.
  public static long seed(String[] arguments) {
    return Long.parseLong(
        argument(arguments, "--seed", Long.toString(System.nanoTime() & 0xffff_ffffL)));
  }

  /// Writes it as JSON to the file that `--report` names, if one is named.
  ///
  /// @return the exit code: 0, or 1 if something is wrong
  public int report(String[] arguments) {
    String file = argument(arguments, "--report", "");
    if (!file.isEmpty()) {
      write(Path.of(file));
    }
    return violations.isEmpty() ? 0 : 1;
  }

  private void write(Path file) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("suite", suite);
    report.put("good", violations.isEmpty());
    report.put("seconds", Math.round(seconds * 10) / 10.0);
    report.put("java", Runtime.version().toString());
    report.put("processors", Runtime.getRuntime().availableProcessors());
    report.put("seed", seed);
    report.put("runs", runs);
    report.put("violations", violations.size());
    report.put("texts", violations);
    report.put("faults", faults);
    try {
      Files.writeString(file, new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(report) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Expected to write " + file, e);
    }
  }
}
