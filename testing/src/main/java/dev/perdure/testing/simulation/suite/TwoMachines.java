package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.suite.Arguments;
import dev.perdure.testing.suite.Report;
import dev.perdure.testing.suite.Suite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs the same seeds in two Java machines that differ in everything that must not matter: how
/// identity hashes come about, the collector, the heap, the count of processors, language and time
/// zone. Collections that are salted at each start differ by themselves. Whatever depends on
/// accidental order makes the digests differ.
final class TwoMachines implements Suite {
  private static final List<String> ONE = List.of(
      "-XX:+UseSerialGC", "-Xmx256m", "-XX:ActiveProcessorCount=1",
      "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=0", "-Duser.language=en",
      "-Duser.timezone=UTC");
  private static final List<String> OTHER = List.of(
      "-XX:+UseParallelGC", "-Xmx1g", "-XX:ActiveProcessorCount=4",
      "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=3", "-Duser.language=tr",
      "-Duser.timezone=Asia/Kathmandu");

  @Override
  public void run(Arguments arguments, Report report) {
    long from = arguments.number("--from", 1);
    long count = arguments.number("--seeds", 1000);
    Process one = start(ONE, from, count);
    Process other = start(OTHER, from, count);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      one.destroy();
      other.destroy();
    }));
    long equal = 0;
    try (BufferedReader ones = reader(one); BufferedReader others = reader(other)) {
      for (long seed = from; seed < from + count; seed++) {
        String left = line(ones);
        String right = line(others);
        if (left != null && left.equals(right)) {
          equal++;
        } else {
          String text = "seed " + seed + ": two machines differ: '" + left + "' and '" + right
              + "'";
          report.violation(text);
          report.say("%s", text);
          report.say("  repeat it with: ./verify two-jvms --from %d --seeds 1", seed);
        }
        if (left == null || right == null) {
          break;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    report.figure("seeds", count);
    report.figure("equal", equal);
    report.say("%d of %d seeds equal in two Java machines, %.1f s", equal, count,
        report.seconds());
  }

  private static Process start(List<String> options, long from, long count) {
    List<String> command = new ArrayList<>();
    command.add(
        ProcessHandle.current().info().command().orElseThrow(
            () -> new IllegalStateException("Expected to know which Java runs this")));
    command.addAll(options);
    command.addAll(
        List.of(
            "-Dslf4j.internal.verbosity=ERROR", "-cp",
            Objects.requireNonNull(System.getProperty("java.class.path")),
            Main.class.getName(), "hashes", "--from", Long.toString(from), "--seeds",
            Long.toString(count)));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("Expected to start a Java machine", e);
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static @Nullable String line(BufferedReader reader) throws IOException {
    return reader.readLine();
  }
}
