package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.crash.ServerProcess.Launch;
import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/// Lets the disk of the server fail under load: a sync, a write, or all writes from then on because
/// it is full. The server must say so and end by itself; the power is cut on top, and the next
/// server goes on with a good disk.
final class DiskFailures extends Disaster {
  private static final int FIRST_FAULT = 60;
  private static final int LAST_FAULT = 300;

  private final Interposer interposer;
  private final Launch launch;
  private final Path directory;

  /// @param launch its data directory must be in a directory of its own, which is the disk
  DiskFailures(Interposer interposer, Launch launch) {
    this.interposer = interposer;
    this.launch = launch;
    try {
      directory = Files.createDirectories(launch.data().getParent()).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  ServerProcess launch() {
    return ServerProcess.start(launch);
  }

  @Override
  void strike(Api api, RandomGenerator random, int cycle) {
    server().kill();
    Path journal = directory.resolveSibling("journal-" + cycle);
    Disk disk = Disk.of(directory, Disk.Names.JOURNALED);
    DiskFault fault = fault(cycle, random.nextInt(FIRST_FAULT, LAST_FAULT)).on(".log");
    try (ServerProcess failing = ServerProcess
        .start(launch.in(interposer.environment(directory, journal, fault)))) {
      api.moved(failing.awaitReady());
      assertThat(failing.awaitExit()).as(failing::output).isEqualTo(1);
      assertThat(failing.output()).contains("The store failed, and the server stops");
    }
    disk.replay(journal);
    assertThat(disk.faults()).as("the fault has happened").isNotEmpty();
    disk.faults().forEach(this::count);
    disk.cut(random);
    start();
  }

  private static DiskFault fault(int cycle, int number) {
    return switch (cycle % 3) {
      case 0 -> DiskFault.failedSync(number);
      case 1 -> DiskFault.fullFrom(number);
      default -> DiskFault.failedWrite(number);
    };
  }
}
