package dev.perdure.stores.rocksdb.damage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Write;
import dev.perdure.stores.rocksdb.RocksDbOptions;
import dev.perdure.stores.rocksdb.RocksDbStore;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Rows whose content follows from their number, so that a store can be told by looking at it
/// whether it lacks any or has changed any.
final class NumberedRows {
  /// Small, so that few rows make several tables.
  static final RocksDbOptions OPTIONS = RocksDbOptions.defaults()
      .withBlockCacheBytes(1 << 20).withWriteBufferBytes(1 << 20).withReserveBytes(1 << 16);

  /// What a store says that has other rows than were committed.
  static final int WRONG = -1;

  private static final int VALUE_BYTES = 6_000;
  private static final byte[] LAST = {-1};

  private NumberedRows() {}

  /// Commits one more row to the first partition.
  static void commit(RocksDbStore store, PartitionStore owner, int number) {
    Write put = new Write.Put(key(number), value(number));
    List<CommitOutcome> outcomes = store.commit(List.of(new Batch(0, owner.epoch(), List.of(put))));
    if (!outcomes.equals(List.of(CommitOutcome.DURABLE))) {
      throw new IllegalStateException("Expected a durable commit, but got " + outcomes);
    }
  }

  /// How many rows there are, or [#WRONG] if one between them is missing or has changed.
  static int count(Reads rows) {
    int count = 0;
    try (Cursor cursor = rows.scan(new byte[0], LAST)) {
      while (cursor.next()) {
        if (!Arrays.equals(cursor.key(), key(count))
            || !Arrays.equals(cursor.value(), value(count))) {
          return WRONG;
        }
        count++;
      }
    }
    return count;
  }

  private static byte[] key(int number) {
    return String.format("%06d", number).getBytes(UTF_8);
  }

  private static byte[] value(int number) {
    byte[] value = new byte[VALUE_BYTES];
    new SplittableRandom(number).nextBytes(value);
    return value;
  }
}
