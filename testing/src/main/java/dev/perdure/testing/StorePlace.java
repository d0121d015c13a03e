package dev.perdure.testing;

import dev.perdure.runtime.store.Store;

/// Where a store under test keeps its rows: a directory, a schema, a disk in memory. It begins
/// empty.
public interface StorePlace {

  /// Opens the store; never while another one is open here.
  Store open();

  /// Ends a store as a crash would, as far as the place can; what was durable has to be there at
  /// the next opening. Closes it if the place knows nothing better.
  ///
  /// @param store the open store
  default void crash(Store store) {
    store.close();
  }
}
