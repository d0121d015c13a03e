package dev.perdure.runtime.work;

import dev.perdure.model.work.WorkToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which worker holds which work. No two hold the same, and whoever answers some is found
/// without asking every worker.
final class Holdings {
  private final Map<WorkToken, Holding> holdings = new ConcurrentHashMap<>();

  /// Work in a worker's hands.
  record Holding(Held work, WorkerSubscription worker) {}

  /// Puts work in the worker's hands.
  ///
  /// @return whether it is there now; if not, it is in somebody's hands already
  boolean add(Held work, WorkerSubscription worker) {
    return holdings.putIfAbsent(work.token(), new Holding(work, worker)) == null;
  }

  /// Whether work is in anybody's hands.
  boolean has(WorkToken token) {
    return holdings.containsKey(token);
  }

  /// Takes work out of the worker's hands.
  ///
  /// @return whether it was there
  boolean remove(Held work, WorkerSubscription worker) {
    return holdings.remove(work.token(), new Holding(work, worker));
  }

  /// Takes work out of whosever hands it is in.
  @Nullable
  Holding remove(WorkToken token) {
    return holdings.remove(token);
  }

  /// Takes everything out of the worker's hands.
  List<Held> removeAll(WorkerSubscription worker) {
    List<Held> removed = new ArrayList<>();
    holdings.forEach((token, holding) -> {
      if (holding.worker() == worker && holdings.remove(token, holding)) {
        removed.add(holding.work());
      }
    });
    return removed;
  }
}
