package dev.perdure.runtime.store;

/// One change of a batch. The arrays belong to the store once the batch is handed over: nobody
/// writes to them afterwards. Keys and values may be empty.
@SuppressWarnings("ArrayRecordComponent") // A copy of every row would be paid for on every commit.
public sealed interface Write {

  /// Sets the value under a key.
  ///
  /// @param key where
  /// @param value what
  record Put(byte[] key, byte[] value) implements Write {}

  /// Removes a key; harmless if it is not there.
  ///
  /// @param key which
  record Delete(byte[] key) implements Write {}

  /// Removes a key that has been put exactly once since it was last absent. The caller promises
  /// that; a store may then let the two annihilate each other, where a plain delete would leave a
  /// tombstone behind. What a broken promise does is undefined.
  record DeleteOnce(byte[] key) implements Write {}

  /// Removes all keys with `from <= key < to`; none if `to` is not above `from`.
  ///
  /// @param from the lowest key to remove
  /// @param to the lowest key above that stays
  record DeleteRange(byte[] from, byte[] to) implements Write {}
}
