package dev.perdure.runtime.work;

import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which worker holds which item. No two hold the same, and whoever answers an item is found
/// without asking every worker.
final class Holdings {
  private final Map<WorkToken, Holding> holdings = new ConcurrentHashMap<>();

  /// An item in a worker's hands.
  record Holding(WorkItem item, WorkerSubscription worker) {}

  /// Puts the item in the worker's hands.
  ///
  /// @return whether it is there now; if not, it is in somebody's hands already
  boolean add(WorkItem item, WorkerSubscription worker) {
    return holdings.putIfAbsent(item.token(), new Holding(item, worker)) == null;
  }

  /// Takes the item out of the worker's hands.
  ///
  /// @return whether it was there
  boolean remove(WorkItem item, WorkerSubscription worker) {
    return holdings.remove(item.token(), new Holding(item, worker));
  }

  /// Takes an item out of whosever hands it is in.
  @Nullable
  Holding remove(WorkToken token) {
    return holdings.remove(token);
  }

  /// Takes everything out of the worker's hands.
  List<WorkItem> removeAll(WorkerSubscription worker) {
    List<WorkItem> removed = new ArrayList<>();
    holdings.forEach((token, holding) -> {
      if (holding.worker() == worker && holdings.remove(token, holding)) {
        removed.add(holding.item());
      }
    });
    return removed;
  }
}
