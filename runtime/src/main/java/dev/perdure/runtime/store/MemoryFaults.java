package dev.perdure.runtime.store;

import java.util.List;

/// Lets the operations of a [MemoryStore] fail, each at a point of the caller's choice. A method
/// that throws a [StoreException] with [StoreException.Reason#FAILED] closes the store, and what
/// happened before it stays. Methods are called on the thread of the operation.
public interface MemoryFaults {

  /// No faults.
  MemoryFaults NONE = new MemoryFaults() {};

  /// Called before each batch of a commit that is not fenced becomes durable. Throwing loses it and
  /// those after it in the same call; those before it are durable.
  default void beforeBatch(Batch batch) {}

  /// Called when all batches of a commit are durable and the caller does not know yet. Throwing
  /// leaves the caller in doubt about batches that survive.
  default void afterCommit(List<Batch> batches) {}

  /// Called before a partition gets its next epoch. Throwing leaves the epoch as it is.
  default void beforeOpen(int partition) {}

  /// Called before each read of a row or step of a cursor.
  default void beforeRead(int partition) {}
}
