package dev.perdure.runtime.store;

/// Walks over rows in the order of their keys. Used by one thread; close it.
public interface Cursor extends AutoCloseable {

  /// Moves to the next row; the first call moves to the first.
  ///
  /// @return whether there is one
  boolean next();

  /// The key of the present row.
  byte[] key();

  /// The value of the present row.
  byte[] value();

  @Override
  void close();
}
