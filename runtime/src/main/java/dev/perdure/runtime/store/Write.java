package dev.perdure.runtime.store;

/// One change of a batch. The arrays belong to the store once the batch is handed over.
public sealed interface Write {

  /// Sets the value under a key.
  record Put(byte[] key, byte[] value) implements Write {}

  /// Removes a key; harmless if it is not there.
  record Delete(byte[] key) implements Write {}

  /// Removes all keys with `from <= key < to`.
  record DeleteRange(byte[] from, byte[] to) implements Write {}
}
