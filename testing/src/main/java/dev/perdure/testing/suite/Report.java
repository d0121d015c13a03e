package dev.perdure.testing.suite;

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
public final class Report {
  private final PrintStream out;
  private final String suite;
  private final long begun = System.nanoTime();
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Long> situations = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private boolean partly;

  /// @param out where people read
  public Report(String suite, PrintStream out) {
    this.suite = suite;
    this.out = out;
  }

  /// Says a line to people.
  public void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  /// Notes a figure.
  public void figure(String name, Object value) {
    figures.put(name, value);
  }

  /// Notes something wrong; the suite has failed.
  public void violation(String text) {
    violations.add(text);
  }

  /// Notes something wrong and says it.
  public void found(String text) {
    violation(text);
    say("%s", text);
  }

  /// Adds up what happened in a run. What begins with a dash is no fault but a situation.
  public void happened(Map<String, ? extends Number> counts) {
    counts.forEach((what, times) -> {
      if (what.startsWith("- ")) {
        situations.merge(what.substring(2), times.longValue(), Long::sum);
      } else {
        faults.merge(what, times.longValue(), Long::sum);
      }
    });
  }

  /// What happened how often that is no fault.
  public Map<String, Long> situations() {
    return situations;
  }

  /// Whether nothing is wrong.
  public boolean good() {
    return violations.isEmpty();
  }

  /// How much is wrong.
  public int violations() {
    return violations.size();
  }

  /// How long the suite has run.
  public double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /// Prints what happened how often.
  public void sayCounts() {
    faults.forEach((what, times) -> say("%12d  %s", times, what));
    situations.forEach((what, times) -> say("%12d  (%s)", times, what));
  }

  /// Notes that the suite, or a part of it, cannot run here, and says so.
  public void cannotRun(String why) {
    partly = true;
    say("%s", why);
  }

  /// The exit code of what was found.
  int code() {
    if (!good()) {
      return Program.WRONG;
    }
    return partly ? Program.NOT_RUN : 0;
  }

  /// Writes the report as JSON.
  void write(Path file) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("suite", suite);
    report.put("good", code() == 0);
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
