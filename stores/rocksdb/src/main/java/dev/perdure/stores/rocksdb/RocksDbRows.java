package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.PartitionStore;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rows of one partition as of now, in the hands of an owner.
record RocksDbRows(Database database, int partition, long epoch) implements PartitionStore {

  @Override
  public byte @Nullable [] get(byte[] key) {
    return database.get(Keys.of(partition, key));
  }

  @Override
  public Cursor scan(byte[] from, byte[] to) {
    byte[] end = Arrays.compareUnsigned(from, to) < 0 ? to : from;
    return database.hold("read", rocks -> RocksDbCursor.open(
        database, rocks, Keys.of(partition, from), Keys.of(partition, end), null));
  }
}
