package dev.perdure.runtime.store;

/// Walks over rows in the order of their keys. Used by one thread; close it.
///
/// Contract:
/// - it sees the rows of the moment it was made, whatever is committed meanwhile;
/// - once its store is closed, every call but [#close] throws a [StoreException] with
///   [StoreException.Reason#CLOSED], and [#close] is harmless.
public interface Cursor extends AutoCloseable {

  /// Moves to the next row; the first call moves to the first.
  ///
  /// @return whether there is one; false again and again at the end
  /// @throws StoreException if reading fails or the store is closed
  boolean next();

  /// The key of the present row. The array is the caller's.
  ///
  /// @throws IllegalStateException if the cursor is not at a row
  byte[] key();

  /// The value of the present row. The array is the caller's.
  ///
  /// @throws IllegalStateException if the cursor is not at a row
  byte[] value();

  /// Releases what it holds. Closing twice is harmless.
  @Override
  void close();
}
