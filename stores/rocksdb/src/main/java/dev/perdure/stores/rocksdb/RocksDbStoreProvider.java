package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreProvider;
import java.nio.file.Path;

/// Opens [RocksDbStore]s for programs that find their store when they run.
public final class RocksDbStoreProvider implements StoreProvider {

  /// For [java.util.ServiceLoader].
  public RocksDbStoreProvider() {}

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public Store open(Path directory) {
    return RocksDbStore.open(directory);
  }

  @Override
  public void restore(Path backup, Path directory) {
    RocksDbStore.restore(backup, directory);
  }
}
