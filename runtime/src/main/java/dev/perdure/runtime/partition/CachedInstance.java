package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Instance;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

/// An instance in memory, with what the partition must remember of it until its changes are
/// durable.
final class CachedInstance {

  /// A history row that the store may not show yet.
  record RecentRow(long batch, ExecutionKey execution, int row, List<HistoryEvent> events) {}

  private final Instance instance;
  private final InstanceRow row;
  private final ArrayDeque<RecentRow> recentRows = new ArrayDeque<>();
  private long lastBatch;
  private long weighed;
  private long aheadGeneration = -1;

  CachedInstance(
      String instanceId, Supplier<List<HistoryEvent>> history, InstanceRow.Stored stored) {
    instance = new Instance(instanceId, history);
    row = new InstanceRow(instance, stored);
  }

  Instance instance() {
    return instance;
  }

  /// Its row in the store.
  InstanceRow row() {
    return row;
  }

  /// The rows that may be missing in the store, oldest first.
  ArrayDeque<RecentRow> recentRows() {
    return recentRows;
  }

  /// Remembers a new row.
  void rowAppended(RecentRow row) {
    recentRows.addLast(row);
  }

  /// Leaves the oldest row to the store if that shows it by now.
  boolean forgetRow(long durableBatch) {
    boolean durable = recentRows.getFirst().batch() <= durableBatch;
    if (durable) {
      recentRows.removeFirst();
    }
    return durable;
  }

  /// By how many bytes it has grown since this was asked last.
  long growth() {
    long before = weighed;
    weighed = instance.bytes();
    return weighed - before;
  }

  /// How many bytes it took when its growth was asked last.
  long weighed() {
    return weighed;
  }

  void changedIn(long batch) {
    lastBatch = batch;
  }

  /// Whether the instance can be read from the store as it is, but for its turn in flight.
  boolean isDurable(long durableBatch) {
    return lastBatch <= durableBatch && aheadGeneration <= durableBatch;
  }

  /// Which hold its turn in flight belongs to, if that turn runs ahead of durability.
  long aheadGeneration() {
    return aheadGeneration;
  }

  void aheadGeneration(long generation) {
    aheadGeneration = generation;
  }
}
