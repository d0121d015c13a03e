package dev.perdure.stores.rocksdb;

import java.io.IOException;
import java.nio.file.Path;

/// A program that opens a store, says so, and keeps it until its input ends.
final class StoreHolder {
  private StoreHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (RocksDbStore store = RocksDbStore.open(Path.of(arguments[0]), DirectoryPlace.OPTIONS)) {
      TestStore.commit(store, 0, 10);
      System.out.println("open");
      while (System.in.read() >= 0) {
        // Nothing is expected but the end.
      }
    }
  }
}
