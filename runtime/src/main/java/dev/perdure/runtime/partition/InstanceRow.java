package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Progress;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OpenTaskRow;
import dev.perdure.runtime.rows.OrchestrationRow;
import dev.perdure.runtime.store.Write;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An instance's row and its index entries, as the store has them once the open batch is written.
/// However often an instance changes in a batch, they are written once, when it is sealed, so that
/// a status that comes and goes within it leaves no entry.
///
/// The row also holds the instance's open activities, as far as they are few and small: it is
/// written with every turn anyway, and an activity with a row of its own costs two writes more.
final class InstanceRow implements BatchDraft.Late {

  /// How many activities the row holds at most; the others have rows of their own.
  private static final int MOST_ACTIVITIES = 4;

  /// The most bytes of an activity that the row holds, since each turn writes it again.
  private static final int LARGEST_ACTIVITY = 512;

  private final Instance instance;
  private final Stored stored;
  private Map<Long, byte[]> activities = Map.of();
  private @Nullable Orchestration written;
  private boolean writtenAtWork;
  private boolean late;

  /// Hears what is written.
  @FunctionalInterface
  interface Stored {

    /// The open batch changes an instance's row.
    ///
    /// @param before how it was, absent if there was none
    /// @param now how it is, absent if there is none
    void row(@Nullable Orchestration before, @Nullable Orchestration now);
  }

  InstanceRow(Instance instance, Stored stored) {
    this.instance = instance;
    this.stored = stored;
  }

  /// Lets the instance be as its row in the store has it.
  ///
  /// @return whether mails wait beside it
  boolean read(byte[] row) {
    written = OrchestrationRow.decode(instance.instanceId(), row);
    instance.put(written);
    OrchestrationRow.activities(row).forEach((sequence, activity) -> {
      hold(sequence, activity);
      instance.open(OpenTaskRow.decode(sequence, activity));
    });
    writtenAtWork = !activities.isEmpty();
    Progress progress = written.progress();
    return progress.firstMail() < progress.nextMail();
  }

  /// The row is to be written with the batch.
  void changed(BatchDraft batch) {
    if (!late) {
      late = true;
      batch.late(this, OrchestrationRow.USUAL_SIZE);
    }
  }

  /// Takes an open activity, or its next attempt, into the row.
  ///
  /// @param encoded the activity as [OpenTaskRow] has it
  /// @return false if it has, or needs, a row of its own
  boolean take(OpenTask.OpenActivity activity, byte[] encoded, BatchDraft batch) {
    boolean held = activities.containsKey(activity.sequence());
    boolean isNew = instance.task(activity.sequence()) == null;
    boolean fits = encoded.length <= LARGEST_ACTIVITY && activities.size() < MOST_ACTIVITIES;
    if (held || (isNew && fits)) {
      hold(activity.sequence(), encoded);
      changed(batch);
      return true;
    }
    return false;
  }

  /// Whether the row holds an open activity.
  boolean holds(long sequence) {
    return activities.containsKey(sequence);
  }

  /// Lets go of an activity.
  ///
  /// @return false if it has a row of its own
  boolean drop(long sequence, BatchDraft batch) {
    boolean held = !activities.isEmpty() && activities.remove(sequence) != null;
    if (held) {
      changed(batch);
    }
    return held;
  }

  @Override
  public void writeTo(Consumer<Write> batch) {
    late = false;
    String id = instance.instanceId();
    Orchestration old = written;
    Orchestration now = instance.orchestration();
    boolean atWork = !activities.isEmpty();
    if (now != null) {
      batch.accept(new Write.Put(Keys.instance(id), OrchestrationRow.encode(now, activities)));
    } else if (old != null) {
      batch.accept(new Write.Delete(Keys.instance(id)));
    }
    boolean sameRun = old != null && now != null && sameRun(old, now);
    if (old != null && !sameRun) {
      remove(id, old, batch);
    }
    if (now != null && !sameRun) {
      add(id, now, batch);
    }
    moveInStatusIndex(statusKey(id, old, writtenAtWork), statusKey(id, now, atWork), batch);
    written = now;
    writtenAtWork = atWork;
    stored.row(old, now);
  }

  private void hold(long sequence, byte[] activity) {
    if (activities.isEmpty()) {
      activities = LinkedHashMap.newLinkedHashMap(MOST_ACTIVITIES);
    }
    activities.put(sequence, activity);
  }

  /// Whether all index entries but the status are the same.
  private static boolean sameRun(Orchestration old, Orchestration now) {
    return old.times().created().equals(now.times().created())
        && old.function().name().equals(now.function().name())
        && old.origin().tags().equals(now.origin().tags());
  }

  private static void add(String id, Orchestration row, Consumer<Write> batch) {
    Instant created = row.times().created();
    batch.accept(entry(Keys.byName(row.function().name(), created, id)));
    for (Map.Entry<String, String> tag : row.origin().tags().entrySet()) {
      batch.accept(entry(Keys.byTag(tag.getKey(), tag.getValue(), created, id)));
    }
  }

  private static void remove(String id, Orchestration row, Consumer<Write> batch) {
    Instant created = row.times().created();
    batch.accept(new Write.DeleteOnce(Keys.byName(row.function().name(), created, id)));
    for (Map.Entry<String, String> tag : row.origin().tags().entrySet()) {
      batch.accept(
          new Write.DeleteOnce(Keys.byTag(tag.getKey(), tag.getValue(), created, id)));
    }
  }

  private static void moveInStatusIndex(
      byte @Nullable [] old, byte @Nullable [] now, Consumer<Write> batch) {
    if (Arrays.equals(old, now)) {
      return;
    }
    if (old != null) {
      batch.accept(new Write.DeleteOnce(old));
    }
    if (now != null) {
      batch.accept(entry(now));
    }
  }

  private static byte @Nullable [] statusKey(
      String id, @Nullable Orchestration row, boolean atWork) {
    return row == null ? null : Keys.byStatus(row.status(), atWork, row.times().created(), id);
  }

  private static Write entry(byte[] key) {
    return new Write.Put(key, new byte[0]);
  }
}
