package dev.perdure.stores.rocksdb.damage;

import dev.perdure.testing.disk.Cut;
import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// One life of a store, from its creation over a restart to its end, with the power cut at each
/// single write, renaming and sync: it always opens, with all that was acknowledged until then.
final class CutPoints {
  private static final int ROWS = 100;

  private final Interposer interposer;
  private final Path parent;

  /// What came out.
  record Report(int points, Cut cut, List<String> violations) {}

  CutPoints(Interposer interposer, Path parent) {
    this.interposer = interposer;
    this.parent = parent;
  }

  /// Goes through the points.
  ///
  /// @param oneOf takes one of so many points, 1 for each
  Report run(Disk.Names names, DiskFault fault, int oneOf, long seed)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(parent.resolve("disk-" + names)).toRealPath();
    Path journal = parent.resolve("journal-" + names);
    Disk disk = Disk.of(directory, names);
    RowWriter.Run run = RowWriter.run(interposer, directory, journal, ROWS, fault);
    if (!run.said().equals("done")) {
      throw new IllegalStateException("Expected the store to be written, but got " + run);
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<String> violations = new ArrayList<>();
    Cut[] sum = {Cut.none()};
    int[] points = new int[2];
    disk.replay(journal, () -> {
      points[0]++;
      if (random.nextInt(oneOf) == 0) {
        points[1]++;
        sum[0] = sum[0].plus(disk.cut(random));
        int acknowledged = RowWriter.number(disk.seen(RowWriter.acknowledged(directory)));
        Outcome outcome = Outcome.of(directory.resolve(RowWriter.STORE), acknowledged,
            acknowledged + 1);
        if (outcome.what() != Outcome.Kind.WHOLE) {
          violations.add("After change " + points[0] + " (" + names + "): " + outcome.what() + ", "
              + outcome.text());
        }
      }
    });
    if (!disk.unseen().isEmpty()) {
      violations.add("The harness has not seen all that was written: " + disk.unseen());
    }
    Files.delete(journal);
    Directories.delete(directory);
    return new Report(points[1], sum[0], violations);
  }
}
