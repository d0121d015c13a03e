package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stops the real program under load, as Ctrl-C does: what runs is finished, what waits goes on
/// after the next start, and nothing counts as an attempt.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class GracefulStopTest {
  /// More activities than run at a time, so that some are merely queued.
  private static final Kind.Work MANY = new Kind.Work("many", Kind.SLOW_FAN_OUT, 3, 4_000);
  private static final int WORK_MILLIS = 1_000;
  private static final int RUNS_BEFORE_STOP = 200;

  @TempDir
  Path directory;
  private Path ledger;

  @Test
  void aStopFinishesWhatRunsAndCountsNoAttempt() {
    ledger = directory.resolve("ledger");
    try (Api api = new Api()) {
      ServerProcess server = start();
      Load load;
      try {
        api.moved(server.awaitReady());
        load = Load.begin(api, ledger, 1, false);
        Api.pause(WORK_MILLIS);
        load.started.add(MANY);
        assertThat(api.start(MANY, "")).isPresent();
        while (runsOfMany() < RUNS_BEFORE_STOP) {
          Api.pause(5);
        }
        server.stop();
        assertThat(server.output()).endsWith("Perdure has stopped.");
        // The functions of the load fail on purpose, which is written as a warning of its own.
        assertThat(server.output().lines()).noneMatch(
            it -> it.contains("WARN") && !it.contains(" WARN  FailureLog - "));
      } finally {
        server.close();
      }
      assertThat(runsOfMany()).as("activities before the stop").isLessThan(MANY.size());
      assertThat(directory.resolve("data/control")).doesNotExist();

      try (ServerProcess next = start()) {
        api.moved(next.awaitReady());
        load.end();
        assertThat(Verdict.ofAll(load.started, api, ledger)).as(next::output).isEmpty();
        assertThat(load.problems).isEmpty();
        assertThat(ActivityLedger.repeated(ledger)).isEmpty();
        System.out.println("Stopped and started again: " + load.started.size() + " starts and "
            + load.raised + " events acknowledged, " + load.unknown + " requests unknown at first");
      }
    }
  }

  private ServerProcess start() {
    return ServerProcess.start(directory.resolve("data"), ledger);
  }

  private long runsOfMany() {
    return ActivityLedger.read(ledger).stream()
        .filter(it -> it.instanceId().equals(MANY.id())).count();
  }
}
