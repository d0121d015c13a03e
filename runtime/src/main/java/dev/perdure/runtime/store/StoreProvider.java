package dev.perdure.runtime.store;

import java.nio.file.Path;

/// Opens stores of one kind. Programs that must not depend on a store find its provider with
/// [java.util.ServiceLoader].
///
/// Contract:
/// - it has a public constructor without parameters, which does nothing;
/// - it may be used by any thread.
public interface StoreProvider {

  /// What kind of store it opens, as an operator would write it, such as `rocksdb`.
  String name();

  /// Opens the store in a directory, or creates it if the directory is empty or not there yet.
  ///
  /// @throws StoreException if that is not possible; the message says why and what to do
  Store open(Path directory);

  /// Makes a store of a backup that a store of this kind wrote. The backup is only read.
  ///
  /// @param directory where the store shall be; empty or not there yet
  /// @throws StoreException if the backup is not whole, or the directory is not empty
  void restore(Path backup, Path directory);
}
