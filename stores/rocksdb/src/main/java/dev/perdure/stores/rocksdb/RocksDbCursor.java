package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.Cursor;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/// A guarded native iterator.
final class RocksDbCursor implements Cursor, Database.NativeUse {
  private final Database database;
  private final Slice end;
  private final ReadOptions options;
  private final RocksIterator iterator;
  private byte @Nullable [] first;
  private boolean atRow;
  private boolean closed;

  private RocksDbCursor(
      Database database, RocksDB rocks, byte[] from, byte[] to, @Nullable Snapshot snapshot) {
    this.database = database;
    first = from;
    end = new Slice(to);
    options = new ReadOptions().setIterateUpperBound(end);
    if (snapshot != null) {
      options.setSnapshot(snapshot);
    }
    iterator = rocks.newIterator(options);
  }

  static RocksDbCursor open(
      Database database, RocksDB rocks, byte[] from, byte[] to, @Nullable Snapshot snapshot) {
    return new RocksDbCursor(database, rocks, from, to, snapshot);
  }

  @Override
  public boolean next() {
    return database.use("read", _ -> {
      checkOpen();
      byte[] start = first;
      if (start != null) {
        first = null;
        iterator.seek(start);
      } else if (atRow) {
        iterator.next();
      } else {
        return false;
      }
      atRow = iterator.isValid();
      if (!atRow) {
        iterator.status();
      }
      return atRow;
    });
  }

  @Override
  public byte[] key() {
    return database.use("read", _ -> {
      checkAtRow();
      return Keys.rowKey(iterator.key());
    });
  }

  @Override
  public byte[] value() {
    return database.use("read", _ -> {
      checkAtRow();
      return iterator.value();
    });
  }

  @Override
  public void close() {
    closed = true;
    database.release(this);
  }

  @Override
  public void free(RocksDB rocks) {
    iterator.close();
    options.close();
    end.close();
  }

  private void checkAtRow() {
    checkOpen();
    if (!atRow) {
      throw new IllegalStateException("Expected the cursor at a row, but it is at none");
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("Expected an open cursor, but it is closed");
    }
  }
}
