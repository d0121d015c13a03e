package dev.perdure.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.Write;
import dev.perdure.stores.rocksdb.RocksDbStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Measures what a store can do at best: one thread that commits and waits, rows of a 26-byte key
/// and a 300-byte value over 20,000 instances, as in a busy hub.
public final class CommitProbe {
  private static final int INSTANCES = 20_000;
  private static final int VALUE_BYTES = 300;

  private final Store store;
  private final SplittableRandom random = new SplittableRandom(1);

  private CommitProbe(Store store) {
    this.store = store;
  }

  /// What was measured.
  ///
  /// @param rowsPerCommit how many rows each commit had
  /// @param commitsPerSecond how many commits became durable in a second
  /// @param median half of the commits took less
  /// @param p99 of a hundred commits one took longer
  public record Rate(int rowsPerCommit, double commitsPerSecond, Duration median, Duration p99) {}

  /// Commits for a while.
  public static Rate measure(Store store, int rowsPerCommit, Duration length) {
    return new CommitProbe(store).run(rowsPerCommit, length);
  }

  /// Measures a RocksDB store in a new directory, and prints the rates.
  ///
  /// @param arguments the directory, which should be on the disk in question
  public static void main(String[] arguments) {
    try (RocksDbStore store = RocksDbStore.open(Path.of(arguments[0]))) {
      measure(store, 100, Duration.ofSeconds(2)); // Warms up.
      for (int rows : new int[]{1, 10, 100, 1000}) {
        Rate rate = measure(store, rows, Duration.ofSeconds(5));
        System.out.printf("%5d rows/commit: %8.0f commits/s %9.0f rows/s, p50 %d us, p99 %d us%n",
            rows, rate.commitsPerSecond, rows * rate.commitsPerSecond,
            rate.median.toNanos() / 1000, rate.p99.toNanos() / 1000);
      }
    }
  }

  private Rate run(int rowsPerCommit, Duration length) {
    PartitionStore rows = store.open(0);
    List<Long> times = new ArrayList<>();
    long begin = System.nanoTime();
    long now = begin;
    while (now - begin < length.toNanos()) {
      List<Write> writes = new ArrayList<>(rowsPerCommit);
      for (int i = 0; i < rowsPerCommit; i++) {
        writes.add(row());
      }
      store.commit(List.of(new Batch(0, rows.epoch(), writes)));
      long end = System.nanoTime();
      times.add(end - now);
      now = end;
    }
    long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Rate(rowsPerCommit, sorted.length * 1e9 / (now - begin),
        Duration.ofNanos(sorted[sorted.length / 2]),
        Duration.ofNanos(sorted[(int) (sorted.length * 0.99)]));
  }

  private Write row() {
    byte[] value = new byte[VALUE_BYTES];
    random.nextBytes(value);
    String instance = String.format("%010d", random.nextInt(INSTANCES));
    String event = Long.toString(random.nextLong(1L << 52, 1L << 53), 16);
    return new Write.Put((instance + "-0" + event).getBytes(US_ASCII), value);
  }
}
