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
import java.util.List;

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
      case Change.OrchestrationStored unused -> cached.row().changed(batch);
      case Change.OrchestrationRemoved unused -> cached.row().changed(batch);
      case Change.HistoryAppended appended ->
        batch.putFresh(
            Keys.history(appended.execution(), appended.row()),
            MailRow.encodeAll(appended.events()));
      case Change.HistoryCleared cleared -> clearHistory(before, cleared, batch);
      case Change.MailAdded added ->
        batch.putFresh(
            Keys.mail(id, added.mail().number()), MailRow.encode(added.mail().event()));
      case Change.MailRemoved removed -> removeMails(before, removed.count(), batch);
      case Change.TaskOpened opened -> open(cached, opened.task(), batch);
      case Change.TaskClosed closed -> close(cached, closed.task(), batch);
      case Change.TurnChanged unused -> {}
      case Change.MessageSent unused -> {}
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

  private static void open(CachedInstance cached, OpenTask task, BatchDraft batch) {
    String id = cached.instance().instanceId();
    byte[] row = OpenTaskRow.encode(task);
    byte[] key = Keys.waiting(id, task.sequence());
    if (task instanceof OpenTask.OpenActivity activity) {
      if (cached.row().take(activity, row, batch)) {
        return;
      }
      key = Keys.activity(id, task.sequence());
    }
    if (cached.instance().task(task.sequence()) == null) {
      batch.putFresh(key, row);
    } else {
      batch.put(key, row);
    }
    if (task instanceof OpenTask.OpenTimer timer) {
      batch.putFresh(Keys.timer(timer.fireAt(), id, timer.sequence()), new byte[0]);
    }
  }

  private static void close(CachedInstance cached, OpenTask task, BatchDraft batch) {
    String id = cached.instance().instanceId();
    switch (task) {
      case OpenTask.OpenActivity activity -> {
        // A row was written for each attempt, and only a first attempt's was written once.
        if (cached.row().drop(activity.sequence(), batch)) {
          return;
        }
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
