package dev.perdure.stores.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Stores with numbered rows, and what tests do to their files.
final class TestStore {
  private static final byte[] LAST = {-1};

  private TestStore() {}

  /// Opens or creates, and commits rows one by one.
  static void commit(Path directory, int from, int to) {
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      commit(store, from, to);
    }
  }

  static void commit(RocksDbStore store, int from, int to) {
    PartitionStore rows = store.open(0);
    for (int i = from; i < to; i++) {
      commitRow(store, rows, i);
    }
  }

  static void commitRow(RocksDbStore store, PartitionStore rows, int number) {
    Write put = new Write.Put(key(number), ("value of " + number).getBytes(UTF_8));
    assertThat(store.commit(List.of(new Batch(0, rows.epoch(), List.of(put)))))
        .containsExactly(CommitOutcome.DURABLE);
  }

  /// How many rows there are when the store is opened.
  static int rows(Path directory) {
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      return rows(store.open(0));
    }
  }

  static int rows(Reads rows) {
    try (Cursor cursor = rows.scan(new byte[0], LAST)) {
      int count = 0;
      while (cursor.next()) {
        assertThat(cursor.value()).isEqualTo(("value of " + count).getBytes(UTF_8));
        count++;
      }
      return count;
    }
  }

  static byte[] key(int number) {
    return String.format("%06d", number).getBytes(UTF_8);
  }

  static StoreException refusal(Path directory) {
    return refusal(() -> RocksDbStore.open(directory, DirectoryPlace.OPTIONS).close());
  }

  static StoreException refusal(Runnable use) {
    StoreException refusal = catchThrowableOfType(StoreException.class, use::run);
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }

  /// The largest file of the database with such a name.
  static Path largest(Path directory, String ending) throws IOException {
    try (var files = Files.list(directory.resolve("db"))) {
      return files.filter(file -> file.toString().endsWith(ending))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  static void flipBit(Path file, double place) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (bytes.length * place)] ^= 0x10;
    Files.write(file, bytes);
  }

  static void cut(Path file, int bytes) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - bytes));
  }
}
