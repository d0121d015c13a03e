package dev.perdure.runtime.store;

/// A consistent view of all partitions: each batch is in it whole or not at all.
///
/// Close it soon, since the store keeps what it shows. Close its cursors before it. Afterwards it
/// throws an [IllegalStateException], and once the store is closed a [StoreException].
public interface Snapshot extends AutoCloseable {

  /// The rows of a partition as of the snapshot.
  Reads partition(int partition);

  /// Releases what it holds. Closing twice is harmless.
  @Override
  void close();
}
