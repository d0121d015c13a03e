package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Closing under load. A native object that is used after it was freed ends the process, and with
/// it this test.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class CloseTest {
  private static final int READERS = 6;

  @TempDir
  Path parent;

  @Test
  void closingWaitsForReadersAndTurnsThemAway() throws Exception {
    for (int round = 0; round < 20; round++) {
      RocksDbStore store = RocksDbStore.open(parent.resolve("store" + round),
          DirectoryPlace.OPTIONS);
      TestStore.commit(store, 0, 20);
      PartitionStore rows = store.open(0);
      CountDownLatch reading = new CountDownLatch(READERS);
      try (var threads = Executors.newCachedThreadPool()) {
        List<Future<StoreException>> ends = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
          int kind = i;
          ends.add(threads.submit(() -> readUntilClosed(store, rows, kind, reading)));
        }
        reading.await();
        store.close();
        for (Future<StoreException> end : ends) {
          assertThat(end.get().reason()).isEqualTo(StoreException.Reason.CLOSED);
        }
      }
    }
  }

  private static StoreException readUntilClosed(
      RocksDbStore store, PartitionStore rows, int kind, CountDownLatch reading) {
    try {
      for (int i = 0;; i++) {
        switch (kind % 3) {
          case 0 -> rows.get(TestStore.key(1));
          case 1 -> TestStore.rows(rows);
          default -> {
            try (Snapshot snapshot = store.snapshot();
                Cursor cursor = snapshot.partition(0).scan(new byte[0], new byte[]{-1})) {
              assertThat(cursor.next()).isTrue();
            }
          }
        }
        if (i == 3) {
          reading.countDown();
        }
      }
    } catch (StoreException e) {
      return e;
    }
  }
}
