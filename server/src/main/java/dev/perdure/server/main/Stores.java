package dev.perdure.server.main;

import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.store.StoreProvider;
import dev.perdure.server.configuration.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;

/// Finds stores. The server knows none when it is compiled.
final class Stores {
  private Stores() {}

  /// Where the store is in a data directory; beside it there is room for what is not the store's.
  static Path directory(Path data) {
    return data.resolve("store");
  }

  /// The store of the class path that keeps its rows in a directory.
  static StoreProvider provider() {
    return ServiceLoader.load(StoreProvider.class).findFirst().orElseThrow(
        () -> new OperatorException("Expected a store on the class path, but there is none"));
  }

  /// Opens the store in a directory, or creates it.
  static Store open(Path directory) {
    StoreProvider provider = provider();
    try {
      Files.createDirectories(directory);
      return provider.open(directory);
    } catch (StoreException e) {
      throw new OperatorException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new OperatorException("Expected a directory that can be written at "
          + directory.toAbsolutePath() + ", but it cannot be made (" + e + ")", e);
    }
  }

  /// A store whose rows end with it.
  static Store inMemory() {
    return MemoryStore.open(new MemoryStore.Disk());
  }
}
