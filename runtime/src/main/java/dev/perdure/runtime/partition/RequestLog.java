package dev.perdure.runtime.partition;

import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OutcomeRow;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answers to clients' named requests, so that a repeat gets the first answer and does nothing.
final class RequestLog {
  private static final Outcome REUSED = new Outcome.Reused(
      "Expected a request that repeats the first one with its request id, but this is another one; "
          + "nothing was done");

  /// An answer that the store may not show yet.
  private record Recent(long batch, String key) {}

  private final Reads store;
  private final Map<String, OutcomeRow> recent = new HashMap<>();
  private final ArrayDeque<Recent> order = new ArrayDeque<>();

  RequestLog(Reads store) {
    this.store = store;
  }

  /// The answer that was given to the request before, if any; to another request under the same
  /// name, that it is another one.
  @Nullable
  Outcome answer(String instanceId, RequestName request) {
    OutcomeRow row = row(instanceId, request.id());
    if (row == null) {
      return null;
    }
    boolean repeat = row.digest().isEmpty() || row.digest().equals(request.digest());
    return repeat ? row.outcome() : REUSED;
  }

  /// Whether a request of that name was answered.
  boolean knows(String instanceId, String requestId) {
    return row(instanceId, requestId) != null;
  }

  private @Nullable OutcomeRow row(String instanceId, String requestId) {
    OutcomeRow known = recent.get(key(instanceId, requestId));
    if (known != null) {
      return known;
    }
    byte[] row = store.get(Keys.request(instanceId, requestId));
    return row == null ? null : OutcomeRow.decode(row);
  }

  /// Remembers an answer that becomes durable with the given batch.
  void remember(
      String instanceId, RequestName request, OutcomeRow answer, BatchDraft draft, long batch) {
    draft.put(Keys.request(instanceId, request.id()), answer.encode());
    recent.put(key(instanceId, request.id()), answer);
    order.addLast(new Recent(batch, key(instanceId, request.id())));
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
