package dev.perdure.runtime.store;

/// A consistent view of all partitions.
public interface Snapshot extends AutoCloseable {

  /// The rows of a partition as of the snapshot.
  Reads partition(int partition);

  @Override
  void close();
}
