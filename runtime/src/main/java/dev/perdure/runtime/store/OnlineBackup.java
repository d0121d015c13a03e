package dev.perdure.runtime.store;

import java.nio.file.Path;

/// A store that can copy itself while it works.
public interface OnlineBackup {

  /// Writes a consistent copy of the durable state into a directory that does not exist yet or is
  /// empty. The copy is complete and synced when the call returns.
  ///
  /// @throws StoreException if it fails; the directory is not a usable backup then
  void backup(Path directory);
}
