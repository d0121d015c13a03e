package dev.perdure.sdk.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.model.work.TurnResult;
import dev.perdure.sdk.FunctionRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A worker whose whole process stands still during a turn: the turn is not to blame.
final class PausedProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration REST_OF_THE_TURN = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(3);

  @Test
  void aTurnDoesNotFailBecauseItsProcessStoodStill() throws Exception {
    assumeTrue(!System.getProperty("os.name", "").startsWith("Windows"),
        "skipped: processes cannot be stopped here");
    Process worker = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djdk.trackAllThreads=false", "-cp", System.getProperty("java.class.path"),
        Program.class.getName()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader lines = worker.inputReader(StandardCharsets.UTF_8);
        OutputStream input = worker.getOutputStream()) {
      assertThat(lines.readLine()).isEqualTo("in a turn");
      signal("STOP", worker);
      Thread.sleep(PAUSE);
      input.write('\n');
      input.flush();
      signal("CONT", worker);

      assertThat(lines.readLine()).contains("fine").doesNotContain("TurnTimeout");
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  private static void signal(String name, Process process)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /// A program whose orchestrator waits for a line, which it must not do.
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      HandFedSource source = new HandFedSource();
      FunctionRegistry registry = new FunctionRegistry().orchestration("Flow", ctx -> {
        System.out.println("in a turn");
        int read = System.in.read();
        Thread.sleep(REST_OF_THE_TURN);
        return read == '\n' ? "fine" : "unexpected";
      });
      WorkerOptions options = WorkerOptions.defaults().withTurnLimits(Duration.ZERO, LIMIT);
      try (DurableTaskWorker worker = new DurableTaskWorker(source, registry, options).start()) {
        TurnResult result = source.start("a", null);
        System.out.println(List.of(result, worker.getClass().getSimpleName()));
      }
    }
  }
}
