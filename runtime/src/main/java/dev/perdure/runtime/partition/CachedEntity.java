package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.state.Entity;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OperationQueue;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entity in memory, with what the partition must remember of it until its changes are durable.
final class CachedEntity {

  /// An operation that the store may not show yet.
  private record Recent(long batch, Mail operation) {}

  /// An operation that waits for its time, or, if absent, that waits no more, of which the store
  /// may not know yet.
  private record RecentDelayed(long batch, @Nullable Delayed operation) {}

  private final Entity entity;
  private final Reads store;
  private final Map<Lane, ArrayDeque<Recent>> recent = new EnumMap<>(Lane.class);
  private final LinkedHashMap<Long, RecentDelayed> recentDelayed = new LinkedHashMap<>();
  private long lastBatch;
  private long weighed;
  private boolean changed;
  private boolean stateChanged;

  CachedEntity(String instanceId, Reads store) {
    this.store = store;
    for (Lane lane : Lane.values()) {
      recent.put(lane, new ArrayDeque<>());
    }
    entity = new Entity(instanceId,
        (from, most, bytes) -> read(Lane.QUEUE, from, most, bytes),
        (from, most, bytes) -> read(Lane.OWNED, from, most, bytes),
        new Entity.DelayedRest() {
          @Override
          public @Nullable Delayed read(long sequence) {
            return readDelayed(sequence);
          }

          @Override
          public List<Delayed> some(int most) {
            return someDelayed(most);
          }
        });
  }

  Entity entity() {
    return entity;
  }

  /// Remembers an operation that becomes durable with the given batch.
  void operationAdded(Lane lane, Mail operation, long batch) {
    recent(lane).addLast(new Recent(batch, operation));
  }

  /// Remembers an operation that waits for its time, until the given batch is durable.
  void delayed(Delayed operation, long batch) {
    noteDelayed(operation.sequence(), new RecentDelayed(batch, operation));
  }

  /// Remembers that an operation waits no more, until the given batch is durable.
  void released(Delayed operation, long batch) {
    noteDelayed(operation.sequence(), new RecentDelayed(batch, null));
  }

  /// Removed first, so that the order is that of the batches.
  private void noteDelayed(long sequence, RecentDelayed operation) {
    recentDelayed.remove(sequence);
    recentDelayed.put(sequence, operation);
  }

  /// How many operations of those that wait for their time, or did, are in memory.
  int delayedInMemory() {
    return recentDelayed.size();
  }

  /// The row has changed; it is written before the batch is sealed.
  ///
  /// @return whether it had not changed before
  boolean rowChanged(boolean state) {
    boolean first = !changed;
    changed = true;
    stateChanged |= state;
    return first;
  }

  boolean stateChanged() {
    return stateChanged;
  }

  void rowWritten() {
    changed = false;
    stateChanged = false;
  }

  void changedIn(long batch) {
    lastBatch = batch;
  }

  /// Leaves to the store what it shows by now.
  void tidy(long durableBatch) {
    for (ArrayDeque<Recent> operations : recent.values()) {
      while (!operations.isEmpty() && operations.getFirst().batch() <= durableBatch) {
        operations.removeFirst();
      }
    }
    Iterator<RecentDelayed> oldest = recentDelayed.values().iterator();
    while (oldest.hasNext() && oldest.next().batch() <= durableBatch) {
      oldest.remove();
    }
  }

  /// Whether the entity can be read from the store as it is, but for its batch in flight.
  boolean isDurable(long durableBatch) {
    return lastBatch <= durableBatch && !changed;
  }

  /// By how many bytes it has grown since this was asked last.
  long growth() {
    long before = weighed;
    weighed = entity.bytes();
    return weighed - before;
  }

  /// How many bytes it took when its growth was asked last.
  long weighed() {
    return weighed;
  }

  private ArrayDeque<Recent> recent(Lane lane) {
    return java.util.Objects.requireNonNull(recent.get(lane));
  }

  /// Operations from a number on: those that are durable from the store, the rest from memory.
  private List<Mail> read(Lane lane, long from, int most, long bytes) {
    List<Mail> found = new ArrayList<>();
    long size = 0;
    ArrayDeque<Recent> operations = recent(lane);
    long inMemory = operations.isEmpty()
        ? Long.MAX_VALUE
        : operations.getFirst().operation().number();
    if (from < inMemory) {
      size = readStore(lane, from, inMemory, most, bytes, found);
    }
    for (Recent each : operations) {
      if (full(found, size, most, bytes)) {
        break;
      }
      if (each.operation().number() >= from) {
        found.add(each.operation());
        size += OperationQueue.size(each.operation());
      }
    }
    return found;
  }

  private long readStore(
      Lane lane, long from, long to, int most, long bytes, List<Mail> found) {
    String id = entity.instanceId();
    long size = 0;
    byte[] end = to == Long.MAX_VALUE
        ? Keys.after(Keys.operationPrefix(lane, id))
        : Keys.operation(lane, id, to);
    try (Cursor cursor = store.scan(Keys.operation(lane, id, from), end)) {
      while (!full(found, size, most, bytes) && cursor.next()) {
        Mail operation = Mail.of(
            Keys.lastNumber(cursor.key()), MailRow.decode(cursor.value()));
        found.add(operation);
        size += OperationQueue.size(operation);
      }
    }
    return size;
  }

  private static boolean full(List<Mail> found, long size, int most, long bytes) {
    return found.size() >= most || (!found.isEmpty() && size >= bytes);
  }

  private @Nullable Delayed readDelayed(long sequence) {
    RecentDelayed known = recentDelayed.get(sequence);
    if (known != null) {
      return known.operation();
    }
    byte[] row = store.get(Keys.delayed(entity.instanceId(), sequence));
    if (row == null) {
      return null;
    }
    return delayed(sequence, row);
  }

  /// Those in memory and those in the store, of which the memory knows better.
  private List<Delayed> someDelayed(int most) {
    List<Delayed> found = new ArrayList<>();
    for (RecentDelayed recent : recentDelayed.values()) {
      if (recent.operation() != null && found.size() < most) {
        found.add(recent.operation());
      }
    }
    byte[] all = Keys.delayedPrefix(entity.instanceId());
    try (Cursor cursor = store.scan(all, Keys.after(all))) {
      while (found.size() < most && cursor.next()) {
        long sequence = Keys.lastNumber(cursor.key());
        if (!recentDelayed.containsKey(sequence)) {
          found.add(delayed(sequence, cursor.value()));
        }
      }
    }
    return found;
  }

  private static Delayed delayed(long sequence, byte[] row) {
    HistoryEvent operation = MailRow.decode(row);
    return new Delayed(sequence, due(operation), operation);
  }

  private static Instant due(HistoryEvent operation) {
    Instant due = switch (operation.body()) {
      case EventBody.EntityOperationSignaled signal -> signal.scheduledTime();
      case EventBody.EntityOperationCalled call -> call.scheduledTime();
      default -> null;
    };
    return due == null ? operation.timestamp() : due;
  }
}
