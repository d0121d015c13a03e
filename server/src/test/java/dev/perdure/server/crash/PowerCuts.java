package dev.perdure.server.crash;

import dev.perdure.server.crash.ServerProcess.Launch;
import dev.perdure.testing.disk.Cut;
import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Cuts the power: kills the server, puts in place of its files what a disk may hold then, and
/// starts it on that. Every third time the power fails again while the next server starts.
final class PowerCuts extends Disaster {
  /// The one operation that a killed process may have done without its being noted, a renaming,
  /// shows at two names.
  private static final int MOST_DIFFERENCES = 2;

  private final Interposer interposer;
  private final Launch launch;
  private final DiskFault fault;
  private final Path directory;
  private final List<String> violations = new ArrayList<>();
  private int starts;
  private Disk disk;

  /// @param launch its data directory must be in a directory of its own, which is the disk
  PowerCuts(Interposer interposer, Launch launch, DiskFault fault) {
    this.interposer = interposer;
    this.launch = launch;
    this.fault = fault;
    try {
      directory = Files.createDirectories(launch.data().getParent()).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    disk = Disk.of(directory, Disk.Names.JOURNALED);
  }

  @Override
  ServerProcess launch() {
    starts++;
    // Both kinds of file systems in turn.
    disk = Disk.of(directory,
        starts % 2 == 0 ? Disk.Names.JOURNALED : Disk.Names.BY_DIRECTORY);
    return ServerProcess.start(launch.in(interposer.environment(directory, journal(), fault)));
  }

  @Override
  void strike(Api api, RandomGenerator random, int cycle) {
    cut(random);
    count("power cuts", 1);
    start();
    if (cycle % 3 == 1) {
      Api.pause(random.nextInt(Kills.STARTUP_MILLIS));
      cut(random);
      count("power cuts while it starts", 1);
      start();
    }
  }

  @Override
  List<String> violations() {
    return violations;
  }

  private void cut(RandomGenerator random) {
    server().kill();
    if (Files.exists(journal())) { // Or it was killed before it did anything.
      disk.replay(journal());
    }
    List<String> differences = disk.differences();
    if (!disk.unseen().isEmpty() || differences.size() > MOST_DIFFERENCES) {
      violations.add("The harness has not seen all that was written: " + disk.unseen() + " "
          + differences);
    }
    Cut cut = disk.cut(random);
    count("files with unsynced bytes", cut.unsyncedFiles());
    count("unsynced bytes", cut.unsyncedBytes());
    count("unsynced bytes lost", cut.lostBytes());
    count("files torn", cut.tornFiles());
    count("names lost", cut.lostNames());
    count("syncs", disk.syncs());
    disk.faults().forEach(this::count);
    try {
      Files.deleteIfExists(journal());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path journal() {
    return directory.resolveSibling("journal-" + starts);
  }
}
