package dev.perdure.runtime.partition;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Lane;
import dev.perdure.model.EntityId;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.CounterRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a new owner finds open: the instances with mail, activities or operations, each of which is
/// told to offer its work again. No recorded result is decided a second time.
final class Recovery {

  /// The row that an owner leaves who ends in good order.
  private static final byte[] CLEAN = Keys.meta("clean");

  /// How many instances are recovered in one batch.
  private static final int INSTANCES_PER_BATCH = 256;

  /// For how long after an unclean end nothing runs ahead of durability, in nanoseconds.
  private static final long CAUTION = 60_000_000_000L;

  private final ArrayDeque<String> waiting;
  private final boolean unclean;
  private final long opened;
  private int given;

  /// The instance that is recovered in part, and from where on.
  private Message.@Nullable Recover rest;

  Recovery(PartitionStore store, long nanos) {
    Set<String> open = new LinkedHashSet<>();
    collect(store, Keys.allMails(), Keys.after(Keys.allMails()), Keys::leadingId, open);
    collect(store, Keys.allActivities(), Keys.after(Keys.allActivities()), Keys::leadingId, open);
    collect(store, Keys.allAtWork(), Keys.afterAtWork(), Keys::statusId, open);
    for (Lane lane : Lane.values()) {
      collectEntities(store, lane, open);
    }
    waiting = new ArrayDeque<>(open);
    // A partition's first owner comes after nobody.
    unclean = store.epoch() > 1 && store.get(CLEAN) == null;
    opened = nanos;
  }

  /// Takes the former owner's note away, so that this owner's end counts for itself.
  void begin(BatchDraft draft) {
    if (!unclean) {
      draft.delete(CLEAN);
    }
  }

  /// Leaves a note that this owner ended in good order.
  void leave(BatchDraft draft) {
    draft.put(CLEAN, CounterRow.encode(1));
  }

  /// Whether turns may run ahead of durability. A turn that brings the process down before anything
  /// is durable leaves no trace, and would be offered again and again without being counted. So
  /// none runs ahead before the former owner's note is gone for good, nor soon after an unclean
  /// end, when such a turn may be why.
  boolean trusts(long durableBatch, long nanos) {
    return durableBatch > 0 && (!unclean || nanos - opened >= CAUTION);
  }

  /// The next instance to recover, or null.
  @Nullable
  Message next() {
    Message begun = rest;
    if (begun != null) {
      rest = null;
      return begun;
    }
    String instanceId = waiting.poll();
    if (instanceId == null) {
      return null;
    }
    given++;
    return EntityId.isEntity(instanceId)
        ? new Message.RecoverEntity(instanceId, unclean)
        : new Message.Recover(instanceId, unclean, 0);
  }

  /// Gives the rest of an instance next.
  void goOn(String instanceId, long from) {
    rest = new Message.Recover(instanceId, unclean, from);
  }

  /// Whether a batch's worth has been given since the last pause.
  boolean pauses() {
    return given % INSTANCES_PER_BATCH == 0;
  }

  boolean pending() {
    return rest != null || !waiting.isEmpty();
  }

  /// Names each entity with a queue, without walking along the queue.
  private static void collectEntities(Reads store, Lane lane, Set<String> instances) {
    byte[] from = Keys.allOperations(lane);
    byte[] end = Keys.after(from);
    while (from != null) {
      try (Cursor cursor = store.scan(from, end)) {
        from = null;
        if (cursor.next()) {
          String instanceId = Keys.leadingId(cursor.key());
          instances.add(instanceId);
          from = Keys.after(Keys.operationPrefix(lane, instanceId));
        }
      }
    }
  }

  private static void collect(
      Reads store, byte[] from, byte[] to, Function<byte[], String> id, Set<String> instances) {
    try (Cursor cursor = store.scan(from, to)) {
      while (cursor.next()) {
        instances.add(id.apply(cursor.key()));
      }
    }
  }
}
