package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;

/// Turns range deletes that remove few rows into deletes of these rows.
///
/// RocksDB sorts all range deletes of a write buffer anew for the first read after each of them. A
/// hub that ends thousands of instances, each by a range, would pay for all of them in every read:
/// measured, a read took 780 µs after 12,000 range deletes, and takes 2 µs this way. A wide range
/// stays one, since it is cheaper than its rows and comes seldom.
final class RangeDeletes {
  private static final int FEW = 64;

  /// Behind so many dead rows a range counts as wide, or a queue that is emptied from its beginning
  /// would be walked over from its beginning each time.
  private static final int DEAD_ROWS = 256;

  private final Database database;
  private final Map<Integer, NavigableSet<byte[]>> written = new HashMap<>();

  private RangeDeletes(Database database) {
    this.database = database;
  }

  /// The same changes with fewer range deletes.
  static List<Batch> narrowed(List<Batch> batches, Database database) {
    if (batches.stream().noneMatch(RangeDeletes::deletesRange)) {
      return batches;
    }
    RangeDeletes deletes = new RangeDeletes(database);
    return batches.stream().map(deletes::narrowed).toList();
  }

  private static boolean deletesRange(Batch batch) {
    for (Write write : batch.writes()) {
      if (write instanceof Write.DeleteRange) {
        return true;
      }
    }
    return false;
  }

  private Batch narrowed(Batch batch) {
    int partition = batch.partition();
    List<Write> writes = new ArrayList<>(batch.writes().size());
    for (Write write : batch.writes()) {
      switch (write) {
        case Write.Put put -> {
          written(partition).add(put.key());
          writes.add(put);
        }
        case Write.Delete delete -> writes.add(delete);
        case Write.DeleteOnce delete -> writes.add(delete);
        case Write.DeleteRange range -> writes.addAll(narrowed(partition, range));
      }
    }
    return new Batch(partition, batch.epoch(), writes);
  }

  private NavigableSet<byte[]> written(int partition) {
    return written.computeIfAbsent(partition, _ -> new TreeSet<>(Arrays::compareUnsigned));
  }

  private List<Write> narrowed(int partition, Write.DeleteRange range) {
    if (Arrays.compareUnsigned(range.from(), range.to()) >= 0) {
      return List.of();
    }
    // Rows of this very commit, and those before it. One that is deleted twice does no harm.
    List<Write> deletes = new ArrayList<>();
    for (byte[] key : written(partition).subSet(range.from(), range.to())) {
      deletes.add(new Write.Delete(key));
      if (deletes.size() > FEW) {
        return List.of(range);
      }
    }
    List<byte[]> stored = database.<@Nullable List<byte[]>>use("read", rocks -> few(
        rocks, Keys.of(partition, range.from()), Keys.of(partition, range.to())));
    if (stored == null) {
      return List.of(range);
    }
    stored.forEach(key -> deletes.add(new Write.Delete(Keys.rowKey(key))));
    return deletes;
  }

  /// The keys of a range, or null if it is wide.
  private static @Nullable List<byte[]> few(RocksDB rocks, byte[] from, byte[] to)
      throws RocksDBException {
    try (Slice end = new Slice(to);
        ReadOptions options = new ReadOptions()
            .setIterateUpperBound(end).setMaxSkippableInternalKeys(DEAD_ROWS);
        RocksIterator rows = rocks.newIterator(options)) {
      List<byte[]> keys = new ArrayList<>();
      for (rows.seek(from); rows.isValid(); rows.next()) {
        if (keys.size() == FEW) {
          return null;
        }
        keys.add(rows.key());
      }
      return ended(rows) ? keys : null;
    }
  }

  private static boolean ended(RocksIterator rows) throws RocksDBException {
    try {
      rows.status();
      return true;
    } catch (RocksDBException e) {
      Status status = e.getStatus();
      if (status != null && status.getCode() == Status.Code.Incomplete) {
        return false;
      }
      throw e;
    }
  }
}
