package dev.perdure.runtime.store;

import java.nio.file.Path;

/// A store that can copy itself while it works.
public interface OnlineBackup {

  /// Writes a consistent copy of the durable state into a directory that does not exist yet or is
  /// empty. Commits go on meanwhile; the copy holds at least what was durable when the call began,
  /// and is complete and synced when it returns.
  ///
  /// @throws StoreException if it fails; the directory is not a usable backup then
  void backup(Path directory);
}
