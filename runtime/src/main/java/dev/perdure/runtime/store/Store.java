package dev.perdure.runtime.store;

import java.util.List;

/// Keeps the rows of a task hub's partitions: ordered maps from bytes to bytes, changed only by
/// atomic batches.
///
/// A store does three things with a batch: it makes it durable, keeps the order within a
/// partition, and refuses a deposed owner. Everything else (rows, timers, outboxes, recovery) is
/// the runtime's.
///
/// Contract:
/// - a batch is applied whole or not at all, also across a crash, and a later batch of a partition
///   is never durable without the earlier ones;
/// - [#commit] returns only after its batches are durable in the sense that the store's description
///   promises;
/// - reads show exactly the durable batches;
/// - a batch with an epoch other than the partition's newest is [CommitOutcome#FENCED] and changes
///   nothing, while the others of the same call go through;
/// - epochs outlive the store: they only grow, and a partition that nobody has opened has none;
/// - after any error of reading, writing or syncing the store is closed: it serves no read and no
///   write any more, since its last batches may or may not survive. Every later call throws a
///   [StoreException] with [StoreException.Reason#CLOSED] whose cause is that error. It is opened
///   anew or the process ends; a sync is never retried;
/// - a partition outside the hub's is the caller's mistake: [IllegalArgumentException], and nothing
///   has changed.
///
/// Reads, [#open] and [#snapshot] may come from any thread. [#commit] is called by one thread at a
/// time. [#close] may come at any time; it waits for calls that are under way.
public interface Store extends AutoCloseable {

  /// What was fixed when the hub was created.
  HubIdentity hub();

  /// Makes the caller the owner of a partition and fences every earlier owner. The new epoch is
  /// durable when the call returns.
  ///
  /// @throws StoreException if the store cannot do it
  PartitionStore open(int partition);

  /// Commits the batches, first in first out for each partition, and returns when they are durable.
  /// A batch without writes changes nothing; its outcome says whether its owner still is the owner.
  ///
  /// @return one outcome for each batch, in the order given
  /// @throws StoreException if the outcome of the batches is unknown; the store is closed then
  List<CommitOutcome> commit(List<Batch> batches);

  /// The rows of a partition as they are at each read, for readers that own nothing.
  Reads reads(int partition);

  /// A consistent view of all partitions as of now, for lists and backups. Close it soon.
  ///
  /// @throws StoreException if the store cannot do it
  Snapshot snapshot();

  /// Releases everything. Closing twice is harmless.
  @Override
  void close();
}
