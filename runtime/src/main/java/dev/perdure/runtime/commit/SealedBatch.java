package dev.perdure.runtime.commit;

import dev.perdure.runtime.store.Batch;

/// A partition's batch that takes no more changes.
///
/// @param batch what to write; a batch without writes keeps its place in the order and shows
///     whether its owner still is the owner
/// @param bytes about how many bytes the writes have
/// @param owner whom to tell
public record SealedBatch(Batch batch, long bytes, Owner owner) {

  /// The partition that sealed a batch. It is told on the thread of the committer.
  public interface Owner {

    /// The oldest batch that was handed in and not told of yet is durable. After a loss this says
    /// nothing.
    void durable();

    /// The batch was refused, or its outcome is unknown: all memory of the partition is void.
    void lost(String reason);
  }
}
