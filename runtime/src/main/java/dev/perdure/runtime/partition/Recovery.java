package dev.perdure.runtime.partition;

import dev.perdure.engine.message.Message;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.CounterRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a new owner finds open: the instances with mail or activities, each of which is told to
/// offer its work again. No recorded result is decided a second time.
final class Recovery {

  /// The row that an owner leaves who ends in good order.
  private static final byte[] CLEAN = Keys.meta("clean");

  /// How many instances are recovered in one batch.
  private static final int INSTANCES_PER_BATCH = 256;

  private final ArrayDeque<String> waiting;
  private final boolean unclean;
  private int given;

  Recovery(PartitionStore store) {
    Set<String> open = new LinkedHashSet<>();
    collect(store, Keys.allMails(), open);
    collect(store, Keys.allActivities(), open);
    waiting = new ArrayDeque<>(open);
    // A partition's first owner comes after nobody.
    unclean = store.epoch() > 1 && store.get(CLEAN) == null;
  }

  /// Whether the former owner ended without saying so.
  boolean unclean() {
    return unclean;
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

  /// The next instance to recover, or null.
  Message.@Nullable Recover next() {
    String instanceId = waiting.poll();
    if (instanceId == null) {
      return null;
    }
    given++;
    return new Message.Recover(instanceId, unclean);
  }

  /// Whether a batch's worth has been given since the last pause.
  boolean pauses() {
    return given % INSTANCES_PER_BATCH == 0;
  }

  boolean pending() {
    return !waiting.isEmpty();
  }

  private static void collect(Reads store, byte[] family, Set<String> instances) {
    try (Cursor cursor = store.scan(family, Keys.after(family))) {
      while (cursor.next()) {
        instances.add(Keys.leadingId(cursor.key()));
      }
    }
  }
}
