package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;

/// A guarded native snapshot.
final class RocksDbSnapshot implements Snapshot, Database.NativeUse {
  private final Database database;
  private final IntConsumer checkPartition;
  private final org.rocksdb.Snapshot snapshot;
  private final ReadOptions options;
  private volatile boolean closed;

  RocksDbSnapshot(Database database, RocksDB rocks, IntConsumer checkPartition) {
    this.database = database;
    this.checkPartition = checkPartition;
    snapshot = rocks.getSnapshot();
    options = new ReadOptions().setSnapshot(snapshot);
  }

  @Override
  public Reads partition(int partition) {
    checkPartition.accept(partition);
    return database.use("read", _ -> {
      checkOpen();
      return new Rows(partition);
    });
  }

  @Override
  public void close() {
    closed = true;
    database.releaseShared(this);
  }

  @Override
  public void free(RocksDB rocks) {
    options.close();
    rocks.releaseSnapshot(snapshot);
    snapshot.close();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("Expected an open snapshot, but it is closed");
    }
  }

  private final class Rows implements Reads {
    private final int partition;

    Rows(int partition) {
      this.partition = partition;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return database.<byte @Nullable []>use("read", rocks -> {
        checkOpen();
        return rocks.get(options, Keys.of(partition, key));
      });
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
      byte[] end = Arrays.compareUnsigned(from, to) < 0 ? to : from;
      return database.hold("read", rocks -> {
        checkOpen();
        return RocksDbCursor.open(
            database, rocks, Keys.of(partition, from), Keys.of(partition, end), snapshot);
      });
    }
  }
}
