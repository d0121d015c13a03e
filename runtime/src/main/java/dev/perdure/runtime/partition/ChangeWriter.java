package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.step.Change;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OpenTaskRow;
import dev.perdure.runtime.rows.OrchestrationRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns each change into rows of the batch. It is asked before the instance evolves, so that it
/// sees what the rows were.
final class ChangeWriter {

  /// Up to this many rows of history are removed one by one, which leaves less behind in a store
  /// than a range does.
  private static final int ROWS_REMOVED_SINGLY = 64;

  private ChangeWriter() {}

  static void write(CachedInstance cached, Change change, BatchDraft batch) {
    Instance before = cached.instance();
    String id = before.instanceId();
    switch (change) {
      case Change.OrchestrationStored stored -> store(before, stored.orchestration(), batch);
      case Change.OrchestrationRemoved unused -> remove(before, batch);
      case Change.HistoryAppended appended ->
        batch.putFresh(
            Keys.history(appended.execution(), appended.row()),
            MailRow.encodeAll(appended.events()));
      case Change.HistoryCleared cleared -> clearHistory(before, cleared, batch);
      case Change.MailAdded added ->
        batch.putFresh(
            Keys.mail(id, added.mail().number()), MailRow.encode(added.mail().event()));
      case Change.MailRemoved removed -> removeMails(before, removed.count(), batch);
      case Change.TaskOpened opened -> open(before, opened.task(), batch);
      case Change.TaskClosed closed -> close(id, closed.task(), batch);
      case Change.TurnChanged unused -> {}
      case Change.MessageSent unused -> {}
    }
  }

  private static void store(Instance before, Orchestration now, BatchDraft batch) {
    Orchestration old = before.orchestration();
    String id = before.instanceId();
    batch.put(Keys.instance(id), OrchestrationRow.encode(now));
    if (old == null || !sameRun(old, now)) {
      if (old != null) {
        unindex(id, old, batch);
      }
      index(id, now, batch);
    } else if (old.status() != now.status()) {
      Instant created = now.times().created();
      batch.delete(Keys.byStatus(old.status(), created, id));
      batch.put(Keys.byStatus(now.status(), created, id), new byte[0]);
    }
  }

  /// Whether all index entries but the status are the same.
  private static boolean sameRun(Orchestration old, Orchestration now) {
    return old.times().created().equals(now.times().created())
        && old.function().name().equals(now.function().name())
        && old.origin().tags().equals(now.origin().tags());
  }

  private static void index(String id, Orchestration row, BatchDraft batch) {
    Instant created = row.times().created();
    byte[] none = new byte[0];
    batch.put(Keys.byStatus(row.status(), created, id), none);
    batch.put(Keys.byName(row.function().name(), created, id), none);
    for (Map.Entry<String, String> tag : row.origin().tags().entrySet()) {
      batch.put(Keys.byTag(tag.getKey(), tag.getValue(), created, id), none);
    }
  }

  private static void unindex(String id, Orchestration row, BatchDraft batch) {
    Instant created = row.times().created();
    batch.delete(Keys.byStatus(row.status(), created, id));
    batch.delete(Keys.byName(row.function().name(), created, id));
    for (Map.Entry<String, String> tag : row.origin().tags().entrySet()) {
      batch.delete(Keys.byTag(tag.getKey(), tag.getValue(), created, id));
    }
  }

  private static void remove(Instance before, BatchDraft batch) {
    Orchestration old = before.orchestration();
    batch.delete(Keys.instance(before.instanceId()));
    if (old != null) {
      unindex(before.instanceId(), old, batch);
    }
  }

  private static void clearHistory(
      Instance before, Change.HistoryCleared cleared, BatchDraft batch) {
    Orchestration old = before.orchestration();
    int rows = old != null && old.execution().equals(cleared.execution())
        ? old.progress().rows()
        : Integer.MAX_VALUE;
    if (rows > ROWS_REMOVED_SINGLY) {
      batch.deleteAll(Keys.historyPrefix(cleared.execution()));
      return;
    }
    for (int row = 0; row < rows; row++) {
      batch.delete(Keys.history(cleared.execution(), row));
    }
  }

  private static void removeMails(Instance before, int count, BatchDraft batch) {
    List<Mail> mails = before.mails(count);
    for (Mail mail : mails) {
      batch.deleteOnce(Keys.mail(before.instanceId(), mail.number()));
    }
  }

  private static void open(Instance before, OpenTask task, BatchDraft batch) {
    String id = before.instanceId();
    @Nullable
    OpenTask old = before.task(task.sequence());
    byte[] key = task instanceof OpenTask.OpenActivity
        ? Keys.activity(id, task.sequence())
        : Keys.waiting(id, task.sequence());
    byte[] row = OpenTaskRow.encode(task);
    if (old == null) {
      batch.putFresh(key, row);
    } else {
      batch.put(key, row);
    }
    if (task instanceof OpenTask.OpenTimer timer) {
      batch.putFresh(Keys.timer(timer.fireAt(), id, timer.sequence()), new byte[0]);
    }
  }

  private static void close(String id, OpenTask task, BatchDraft batch) {
    switch (task) {
      case OpenTask.OpenActivity activity -> {
        // A row was written for each attempt, and only a first attempt's was written once.
        if (activity.attempt() == 1) {
          batch.deleteOnce(Keys.activity(id, activity.sequence()));
        } else {
          batch.delete(Keys.activity(id, activity.sequence()));
        }
      }
      case OpenTask.OpenChild child -> batch.deleteOnce(Keys.waiting(id, child.sequence()));
      case OpenTask.OpenCall call -> batch.deleteOnce(Keys.waiting(id, call.sequence()));
      // Written anew in each phase, and for each entity that is unlocked.
      case OpenTask.OpenLock lock -> batch.delete(Keys.waiting(id, lock.sequence()));
      case OpenTask.OpenTimer timer -> {
        batch.deleteOnce(Keys.waiting(id, timer.sequence()));
        batch.deleteOnce(Keys.timer(timer.fireAt(), id, timer.sequence()));
      }
    }
  }
}
