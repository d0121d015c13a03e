package dev.perdure.stores.rocksdb.damage;

import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// A disk that is full, fails a write or fails a sync, at each kind of file: the program says why
/// it cannot go on, and afterwards, with the power cut on top, everything acknowledged is there.
final class DiskFaults {
  private static final int ROWS = 120;
  private static final int EXIT_WELL = 0;

  /// Parts of names, with how many writes of each there are at least to choose from.
  private static final List<Target> TARGETS = List.of(
      new Target(".log", ROWS), new Target(".sst", 2), new Target("MANIFEST", 4),
      new Target(".dbtmp", 1), new Target("durable-position", ROWS), new Target("FORMAT", 1),
      new Target("store", ROWS), new Target("/db", 5));

  private final Interposer interposer;
  private final Path parent;
  private int runs;

  /// Files that a fault aims at.
  private record Target(String files, int most) {}

  DiskFaults(Interposer interposer, Path parent) {
    this.interposer = interposer;
    this.parent = parent;
  }

  /// Goes through all cells.
  Table run(long seed) throws IOException, InterruptedException {
    Table table = new Table(List.of("full first", "full later", "write first", "write later",
        "sync first", "sync later"));
    SplittableRandom random = new SplittableRandom(seed);
    for (Target target : TARGETS) {
      for (boolean later : new boolean[]{false, true}) {
        int number = later ? 2 + random.nextInt(target.most()) : 1;
        String when = later ? "later" : "first";
        String row = target.files();
        table.add(row, "full " + when, cell(DiskFault.fullFrom(number).on(row), random));
        table.add(row, "write " + when, cell(DiskFault.failedWrite(number).on(row), random));
        table.add(row, "sync " + when, cell(DiskFault.failedSync(number).on(row), random));
      }
    }
    return table;
  }

  private Outcome cell(DiskFault fault, SplittableRandom random)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(parent.resolve("faulty-" + ++runs)).toRealPath();
    Path journal = parent.resolve("journal-" + runs);
    try {
      Disk disk = Disk.of(directory, Disk.Names.BY_DIRECTORY);
      RowWriter.Run run = RowWriter.run(interposer, directory, journal, ROWS, fault);
      disk.replay(journal);
      if (disk.faults().isEmpty()) {
        return new Outcome(Outcome.Kind.NOT_MET, run.said());
      }
      if (run.exitCode() != EXIT_WELL || !isClear(run.said(), directory)) {
        return new Outcome(Outcome.Kind.UNCLEAR, fault + ": " + run);
      }
      int acknowledged = RowWriter.number(disk.seen(RowWriter.acknowledged(directory)));
      disk.cut(random);
      Outcome after = Outcome.of(directory.resolve(RowWriter.STORE), acknowledged, ROWS);
      return after.what() == Outcome.Kind.REFUSED || after.what() == Outcome.Kind.CLOSED
          ? new Outcome(Outcome.Kind.UNCLEAR, fault + " is over, but " + after.text())
          : after;
    } finally {
      Directories.delete(directory);
      Files.deleteIfExists(journal);
    }
  }

  /// A fault that hits what the store can do without need not end it.
  private static boolean isClear(String said, Path directory) {
    boolean refused = said.startsWith("FAILED") || said.startsWith("INACCESSIBLE");
    return said.equals("done") || (refused && said.contains(directory.toString()));
  }
}
