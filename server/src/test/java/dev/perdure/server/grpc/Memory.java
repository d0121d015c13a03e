package dev.perdure.server.grpc;

import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What simulated workers know of the work that they got over the wire. It outlives their hub: they
/// answer to the next one with what an earlier one gave them.
final class Memory {
  private final IdentityHashMap<WorkToken, Known> items = new IdentityHashMap<>();
  private String latest = "";

  /// An item as it came.
  ///
  /// @param past the history that came with it, empty if none did
  /// @param death ends the worker's connection
  record Known(WorkItem item, String wireToken, List<HistoryEvent> past, Runnable death) {}

  void put(Known known) {
    latest = known.wireToken();
    items.put(known.item().token(), known);
  }

  /// The token that came last.
  String latest() {
    return latest;
  }

  /// The item whose token this very object is; null if it did not come over the wire.
  @Nullable
  Known find(WorkToken token) {
    return items.get(token);
  }
}
