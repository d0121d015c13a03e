package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.crash.Campaign.Outcome;
import dev.perdure.server.crash.Campaign.Plan;
import dev.perdure.server.crash.ServerProcess.Launch;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the real program, and stops it where it is, again and again while clients load it, and
/// checks in the end that every acknowledged start has completed once with the right result. The
/// long forms are `./verify kill-cycles` and `./verify stop-cont`.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class CrashTest {
  private static final int KILLS = 4;
  private static final int STOPS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @TempDir
  Path directory;
  private Launch launch;
  private long seed;

  @BeforeEach
  void name() {
    launch = new Launch(directory.resolve("data"), directory.resolve("ledger"));
    seed = System.nanoTime() & 0xffff_ffffL;
  }

  @Test
  void everyAcknowledgedStartCompletesOnceThoughItsServerIsKilled() {
    check(Campaign.run(new Plan("kill-cycles", seed, KILLS, Api.PATIENCE), launch.ledger(),
        new Kills(launch)));
  }

  @Test
  void aServerThatStoodStillLosesAndRepeatsNothing() {
    check(Campaign.run(new Plan("stop-cont", seed, STOPS, PATIENCE), launch.ledger(),
        new Stops(launch, PATIENCE)));
  }

  private static void check(Outcome outcome) {
    System.out.print(outcome.text());
    assertThat(outcome.violations()).isEmpty();
  }
}
