package dev.perdure.testing.simulation.check;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.testing.simulation.program.Account;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The durable rows of one entity, and what the batch that is being read has done to them.
final class EntityRecord {

  /// An operation that left its queue.
  ///
  /// @param lane the name of the queue
  record Left(String lane, HistoryEvent operation) {}

  private final String id;
  private final NavigableMap<Long, HistoryEvent> queue = new TreeMap<>();
  private final NavigableMap<Long, HistoryEvent> owned = new TreeMap<>();
  private final NavigableMap<Long, HistoryEvent> delayed = new TreeMap<>();
  private final NavigableMap<Long, HistoryEvent> gone = new TreeMap<>();
  private final NavigableMap<Long, HistoryEvent> ownedGone = new TreeMap<>();
  private final Set<String> added = new HashSet<>();
  private @Nullable EntityHeader header;
  private @Nullable String state;
  private boolean inOrder = true;

  /// The row as it was before the batch.
  private @Nullable EntityHeader headerBefore;
  private @Nullable String stateBefore;

  EntityRecord(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  @Nullable
  EntityHeader header() {
    return header;
  }

  @Nullable
  String state() {
    return state;
  }

  @Nullable
  EntityHeader headerBefore() {
    return headerBefore;
  }

  @Nullable
  String stateBefore() {
    return stateBefore;
  }

  /// How many messages wait.
  long backlog() {
    return (long) queue.size() + owned.size() + delayed.size();
  }

  /// Whether somebody is still to do something.
  boolean busy() {
    return backlog() > 0 || (header != null && header.lock() != null);
  }

  boolean hasDelayed() {
    return !delayed.isEmpty();
  }

  List<HistoryEvent> queued() {
    return new ArrayList<>(queue.values());
  }

  /// A batch is being read.
  void begin() {
    headerBefore = header;
    stateBefore = state;
    gone.clear();
    ownedGone.clear();
    added.clear();
    inOrder = true;
  }

  void header(@Nullable EntityHeader next) {
    header = next;
  }

  void state(@Nullable String next) {
    state = next;
  }

  /// An operation has joined a family of rows, or, if it is null, left it.
  void operation(RowKey key, @Nullable HistoryEvent event) {
    NavigableMap<Long, HistoryEvent> rows = switch (key.family()) {
      case OPERATION -> queue;
      case OWNED_OPERATION -> owned;
      default -> delayed;
    };
    if (event != null) {
      rows.put(key.number(), event);
      added.add(key.family() + " " + key.number());
      return;
    }
    inOrder &= key.family() == RowKey.Family.DELAYED
        || rows.headMap(key.number()).keySet().stream()
            .allMatch(number -> added.contains(key.family() + " " + number));
    HistoryEvent left = rows.remove(key.number());
    if (left != null && key.family() != RowKey.Family.DELAYED) {
      (key.family() == RowKey.Family.OPERATION ? gone : ownedGone).put(key.number(), left);
    }
  }

  /// The operations that left the queues, each in order.
  List<Left> performed() {
    List<Left> performed = new ArrayList<>();
    add(performed, "queue", gone);
    add(performed, "owner's queue", ownedGone);
    return performed;
  }

  private static void add(List<Left> all, String lane, Map<Long, HistoryEvent> rows) {
    rows.values().forEach(event -> {
      if (isOperation(event.body())) {
        all.add(new Left(lane, event));
      }
    });
  }

  /// Whether what left a queue was its front. An entity that is made anew counts from the start.
  boolean leftInOrder() {
    return inOrder;
  }

  static boolean isOperation(EventBody body) {
    return body instanceof EventBody.EntityOperationSignaled
        || body instanceof EventBody.EntityOperationCalled;
  }

  static Account.Request request(HistoryEvent event) {
    return Account.Request.of(event.body());
  }

  @Override
  public String toString() {
    return id + " with " + header + ", the state " + state + ", the queues " + queue + " and "
        + owned + ", and later " + delayed;
  }
}
