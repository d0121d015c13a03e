package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.crash.ActivityLedger.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the real program again and again while clients load it, and checks in the end that every
/// acknowledged start has completed once with the right result.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class CrashTest {
  private static final int CYCLES = Integer.getInteger("perdure.cycles", 6);
  private static final int SHORTEST_WORK_MILLIS = 500;
  private static final int LONGEST_WORK_MILLIS = 3_000;
  private static final int STARTUP_MILLIS = 1_500;

  @TempDir
  Path directory;
  private Path data;
  private Path ledger;
  private final List<String> problems = new ArrayList<>();
  private final AtomicInteger kills = new AtomicInteger();

  @BeforeEach
  void name() {
    data = directory.resolve("data");
    ledger = directory.resolve("ledger");
  }

  @Test
  void everyAcknowledgedStartCompletesOnceThoughItsServerIsKilled() {
    long seed = Long.getLong("perdure.seed", System.nanoTime() & 0xffff_ffffL);
    System.out.println("To repeat: mvn verify -pl server -am -Dtest=CrashTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dperdure.seed=" + seed);
    try (Api api = new Api()) {
      run(api, new Random(seed), seed);
    }
  }

  private void run(Api api, Random random, long seed) {
    ServerProcess server = ServerProcess.start(data, ledger);
    try {
      api.moved(server.awaitReady());
      Load load = Load.begin(api, ledger, seed);
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        Api.pause(random.nextInt(SHORTEST_WORK_MILLIS, LONGEST_WORK_MILLIS));
        kill(server);
        server = ServerProcess.start(data, ledger);
        if (cycle % 3 == 1) {
          // Into its start and its recovery.
          Api.pause(random.nextInt(STARTUP_MILLIS));
          kill(server);
          server = ServerProcess.start(data, ledger);
        }
        api.moved(server.awaitReady());
      }
      load.end();
      problems.addAll(Verdict.ofAll(load.started, api, ledger));
      assertThat(server.alive()).isTrue();
      problems.addAll(load.problems);
      print(load);
      assertThat(problems).as(server::output).isEmpty();
    } finally {
      server.close();
    }
  }

  private void kill(ServerProcess server) {
    server.kill();
    kills.incrementAndGet();
  }

  private void print(Load load) {
    List<Run> runs = ActivityLedger.read(ledger);
    Set<String> steps = new HashSet<>();
    runs.forEach(it -> steps.add(it.instanceId() + " " + it.step()));
    System.out.println("Killed " + kills + " times; " + load.started.size()
        + " starts and " + load.raised + " events acknowledged, " + load.unknown
        + " requests unknown at first; " + steps.size() + " steps in " + runs.size()
        + " runs, the highest attempt "
        + runs.stream().mapToInt(Run::attempt).max().orElse(0));
  }
}
