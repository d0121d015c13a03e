package dev.perdure.server.crash;

import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreProvider;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;

/// A mistake planted on purpose: the store on disk, but with its syncs turned off. A server has it
/// only if a directory that [#announce] wrote is first on its class path. The tests of the power
/// cuts must find out.
public final class UnsyncedStores implements StoreProvider {
  private final StoreProvider real = new dev.perdure.stores.rocksdb.RocksDbStoreProvider();

  /// For [java.util.ServiceLoader].
  public UnsyncedStores() {}

  /// Makes a directory that names this provider.
  static String announce(Path directory) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(StoreProvider.class.getName()),
        UnsyncedStores.class.getName());
    return directory.toString();
  }

  @Override
  public String name() {
    return "unsynced";
  }

  @Override
  public Store open(Path directory) {
    Store store = real.open(directory);
    try {
      Object database = field(store, "database");
      Object options = field(database, "synced");
      options.getClass().getMethod("setSync", boolean.class).invoke(options, false);
      return store;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Expected to turn the syncs off, but could not", e);
    }
  }

  @Override
  public void restore(Path backup, Path directory) {
    real.restore(backup, directory);
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }
}
