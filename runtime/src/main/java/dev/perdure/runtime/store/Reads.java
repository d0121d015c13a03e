package dev.perdure.runtime.store;

import org.jspecify.annotations.Nullable;

/// Reads the durable rows of one partition. Keys are compared as unsigned bytes.
public interface Reads {

  /// The value under a key, or null.
  byte @Nullable [] get(byte[] key);

  /// The rows with `from <= key < to` in the order of their keys. The cursor sees the rows of the
  /// moment it was made; close it.
  Cursor scan(byte[] from, byte[] to);
}
