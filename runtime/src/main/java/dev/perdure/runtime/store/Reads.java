package dev.perdure.runtime.store;

import org.jspecify.annotations.Nullable;

/// Reads the durable rows of one partition, from any thread. Keys are compared as unsigned bytes,
/// and a key comes before every longer key that begins with it.
///
/// A failed read throws a [StoreException] with [StoreException.Reason#FAILED] and closes the
/// store.
public interface Reads {

  /// The value under a key, or null. The array is the caller's.
  ///
  /// @throws StoreException if reading fails or the store is closed
  byte @Nullable [] get(byte[] key);

  /// The rows with `from <= key < to` in the order of their keys; none if `to` is not above `from`.
  /// The cursor sees the rows of the moment it was made; close it.
  ///
  /// @throws StoreException if reading fails or the store is closed
  Cursor scan(byte[] from, byte[] to);
}
