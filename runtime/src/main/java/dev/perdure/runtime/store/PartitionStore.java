package dev.perdure.runtime.store;

/// An owner's hold on a partition.
public interface PartitionStore extends Reads {

  /// The number of this ownership: higher than that of every owner before.
  long epoch();
}
