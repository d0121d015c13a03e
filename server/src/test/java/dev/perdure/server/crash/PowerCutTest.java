package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.server.crash.Campaign.Outcome;
import dev.perdure.server.crash.Campaign.Plan;
import dev.perdure.server.crash.ServerProcess.Launch;
import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real program on a disk that loses its power: nothing acknowledged is lost. And the harness
/// that says so finds a store that does not sync and a disk that lies. The long form is
/// `./verify power-cuts`.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class PowerCutTest {
  private static final int CUTS = 2;
  private static final int FAILURES = 2;
  private static final int CUTS_TO_FIND_A_MISTAKE = 6;
  private static final int WORK_MILLIS = 1_000;
  private static final int LEAST_SYNCS = 50;

  @TempDir
  private static Path tools;
  private static Interposer interposer;

  @TempDir
  Path directory;
  private Launch launch;

  @BeforeAll
  static void compile() {
    var compiled = Interposer.compile(tools);
    assumeTrue(compiled.isPresent(), Interposer.NOT_RUN);
    interposer = compiled.get();
  }

  @BeforeEach
  void name() {
    launch = new Launch(directory.resolve("disk/data"), directory.resolve("ledger"));
  }

  @Test
  void nothingAcknowledgedIsLostByAPowerCut() {
    Outcome outcome = run(CUTS, launch, DiskFault.none());

    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.counts().get("unsynced bytes lost")).isPositive();
  }

  @Test
  void aStoreThatDoesNotSyncIsFoundOut() throws IOException {
    String first = UnsyncedStores.announce(directory.resolve("planted"));
    Launch planted = new Launch(launch.data(), launch.ledger(), Map.of(), first);

    assertThat(run(CUTS_TO_FIND_A_MISTAKE, planted, DiskFault.none()).violations()).isNotEmpty();
  }

  @Test
  void aDiskThatLiesIsFoundOut() {
    Outcome outcome = run(CUTS_TO_FIND_A_MISTAKE, launch, DiskFault.lie());

    assertThat(outcome.violations()).isNotEmpty();
    assertThat(outcome.counts()).containsKey("sync left out");
  }

  @Test
  void everyChangeOfAFileIsSeen() throws IOException {
    Path directory = Files.createDirectories(launch.data().getParent());
    Path journal = directory.resolveSibling("journal");
    Disk disk = Disk.of(directory, Disk.Names.JOURNALED);
    Launch noted = launch.in(interposer.environment(directory, journal, DiskFault.none()));
    try (Api api = new Api(); ServerProcess server = ServerProcess.start(noted)) {
      api.moved(server.awaitReady());
      Load load = Load.begin(api, launch.ledger(), 1, false);
      Api.pause(WORK_MILLIS);
      load.end();
      server.stop();
    }

    disk.replay(journal);
    assertThat(disk.unseen()).isEmpty();
    assertThat(disk.differences()).isEmpty();
    assertThat(disk.syncs()).isGreaterThan(LEAST_SYNCS);
  }

  @Test
  void aFailingDiskEndsTheServerAndLosesNothing() {
    long seed = System.nanoTime() & 0xffff_ffffL;
    Outcome outcome = Campaign.run(new Plan("disk-failures", seed, FAILURES, Api.PATIENCE),
        launch.ledger(), new DiskFailures(interposer, launch));
    System.out.print(outcome.text());

    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.counts()).containsKeys("failed sync", "full disk");
  }

  private static Outcome run(int cycles, Launch launch, DiskFault fault) {
    long seed = System.nanoTime() & 0xffff_ffffL;
    Outcome outcome = Campaign.run(new Plan("power-cuts", seed, cycles, Api.PATIENCE),
        launch.ledger(), new PowerCuts(interposer, launch, fault));
    System.out.print(outcome.text());
    return outcome;
  }
}
