package dev.perdure.runtime.partition;

import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OutcomeRow;
import dev.perdure.runtime.store.Reads;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers to clients' named requests, so that a repeat gets the first answer and does nothing.
final class RequestLog {

  /// An answer that the store may not show yet.
  private record Recent(long batch, String key) {}

  private final Reads store;
  private final Map<String, Outcome> recent = new HashMap<>();
  private final ArrayDeque<Recent> order = new ArrayDeque<>();

  RequestLog(Reads store) {
    this.store = store;
  }

  /// The answer that was given to the request before, if any.
  @Nullable
  Outcome answer(String instanceId, String requestId) {
    Outcome outcome = recent.get(key(instanceId, requestId));
    if (outcome != null) {
      return outcome;
    }
    byte[] row = store.get(Keys.request(instanceId, requestId));
    return row == null ? null : OutcomeRow.decode(row).outcome();
  }

  /// Remembers an answer that becomes durable with the given batch.
  void remember(
      String instanceId, String requestId, Outcome outcome, Instant now, BatchDraft draft,
      long batch) {
    draft.put(Keys.request(instanceId, requestId), new OutcomeRow(outcome, now).encode());
    recent.put(key(instanceId, requestId), outcome);
    order.addLast(new Recent(batch, key(instanceId, requestId)));
  }

  /// Leaves to the store what it shows by now.
  void prune(long durableBatch) {
    while (!order.isEmpty() && order.getFirst().batch() <= durableBatch) {
      recent.remove(order.removeFirst().key());
    }
  }

  private static String key(String instanceId, String requestId) {
    return instanceId + '\0' + requestId;
  }
}
