package dev.perdure.runtime.store;

/// An owner's hold on a partition. Its reads show what is durable, also after another owner has
/// taken the partition over; only commits are refused then.
public interface PartitionStore extends Reads {

  /// The number of this ownership: higher than that of every owner before.
  long epoch();
}
