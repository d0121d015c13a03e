package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;

/// A guarded native snapshot. Several threads may read it, so that it has a lock of its own against
/// being closed by one of them, taken before that of the database.
final class RocksDbSnapshot implements Snapshot, Database.NativeUse {
  private final Database database;
  private final IntConsumer checkPartition;
  private final org.rocksdb.Snapshot snapshot;
  private final ReadOptions options;
  private final StampedLock lock = new StampedLock();
  private boolean closed;

  RocksDbSnapshot(Database database, RocksDB rocks, IntConsumer checkPartition) {
    this.database = database;
    this.checkPartition = checkPartition;
    snapshot = rocks.getSnapshot();
    options = new ReadOptions().setSnapshot(snapshot);
  }

  @Override
  public Reads partition(int partition) {
    checkPartition.accept(partition);
    return whileOpen(() -> database.use("read", _ -> new Rows(partition)));
  }

  @Override
  public void close() {
    long stamp = lock.writeLock();
    try {
      closed = true;
      database.release(this);
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  @Override
  public void free(RocksDB rocks) {
    options.close();
    rocks.releaseSnapshot(snapshot);
    snapshot.close();
  }

  private <T extends @Nullable Object> T whileOpen(Supplier<T> read) {
    long stamp = lock.readLock();
    try {
      if (closed) {
        throw new IllegalStateException("Expected an open snapshot, but it is closed");
      }
      return read.get();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private final class Rows implements Reads {
    private final int partition;

    Rows(int partition) {
      this.partition = partition;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return RocksDbSnapshot.this.<byte @Nullable []>whileOpen(
          () -> database.<byte @Nullable []>use(
              "read", rocks -> rocks.get(options, Keys.of(partition, key))));
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
      byte[] end = Arrays.compareUnsigned(from, to) < 0 ? to : from;
      return whileOpen(() -> database.hold("read", rocks -> RocksDbCursor.open(
          database, rocks, Keys.of(partition, from), Keys.of(partition, end), snapshot)));
    }
  }
}
