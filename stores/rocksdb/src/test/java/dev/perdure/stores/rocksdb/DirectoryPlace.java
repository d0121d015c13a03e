package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.Store;
import dev.perdure.testing.StorePlace;
import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// A directory whose crash is the loss of the process: the files as they are while the store is
/// open go on elsewhere, and what closing would still write does not.
final class DirectoryPlace implements StorePlace {
  /// Small, since tests open many.
  static final RocksDbOptions OPTIONS = RocksDbOptions.defaults()
      .withBlockCacheBytes(4 << 20).withWriteBufferBytes(4 << 20).withReserveBytes(0);

  private final Path parent;
  private Path directory;
  private int crashes;

  DirectoryPlace(Path parent) {
    this.parent = parent;
    directory = parent.resolve("store");
  }

  @Override
  public Store open() {
    return RocksDbStore.open(directory, OPTIONS);
  }

  @Override
  public void crash(Store store) {
    Path copy = parent.resolve("crash" + ++crashes);
    try {
      // A compaction may change the files meanwhile, which a real crash would see at one moment.
      while (!copyQuietly(directory, copy)) {
        Directories.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.close();
    directory = copy;
  }

  private static boolean copyQuietly(Path from, Path to) throws IOException {
    try {
      Map<Path, Long> before = sizes(from);
      Directories.copy(from, to);
      return before.equals(sizes(from));
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private static Map<Path, Long> sizes(Path directory) throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    for (Path file : Directories.files(directory)) {
      if (!file.getFileName().toString().startsWith("LOG")) {
        sizes.put(file, Files.isDirectory(file) ? 0 : Files.size(file));
      }
    }
    return sizes;
  }
}
