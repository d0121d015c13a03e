package dev.perdure.testing.simulation.suite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a suite found, for people at once and for programs at the end.
final class Report {
  private final PrintStream out;
  private final String suite;
  private final long begun = System.nanoTime();
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Long> situations = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  Report(String suite, PrintStream out) {
    this.suite = suite;
    this.out = out;
  }

  /// Says a line to people.
  void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  /// Notes a figure.
  void figure(String name, Object value) {
    figures.put(name, value);
  }

  /// Notes something wrong; the suite has failed.
  void violation(String text) {
    violations.add(text);
  }

  /// Adds up what happened in a run. What begins with a dash is no fault but a situation.
  void happened(Map<String, Integer> counts) {
    counts.forEach((what, times) -> {
      if (what.startsWith("- ")) {
        situations.merge(what.substring(2), (long) times, Long::sum);
      } else {
        faults.merge(what, (long) times, Long::sum);
      }
    });
  }

  Map<String, Long> situations() {
    return situations;
  }

  boolean good() {
    return violations.isEmpty();
  }

  int violations() {
    return violations.size();
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /// Prints what happened how often.
  void sayCounts() {
    faults.forEach((what, times) -> say("%12d  %s", times, what));
    situations.forEach((what, times) -> say("%12d  (%s)", times, what));
  }

  /// Writes the report as JSON.
  void write(Path file) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("suite", suite);
    report.put("good", good());
    report.put("seconds", Math.round(seconds() * 10) / 10.0);
    report.put("java", Runtime.version().toString());
    report.put("processors", Runtime.getRuntime().availableProcessors());
    report.putAll(figures);
    report.put("violations", violations.size());
    report.put("texts", violations);
    report.put("faults", faults);
    report.put("situations", situations);
    try {
      Files.writeString(
          file,
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(report) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Expected to write " + file, e);
    }
  }
}
