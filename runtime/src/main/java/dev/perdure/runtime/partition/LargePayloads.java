package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.HistoryEvent;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OpenTaskRow;
import dev.perdure.runtime.store.Reads;
import org.jspecify.annotations.Nullable;

/// Keeps the large payloads of one instance, events and inputs of activities, in the store alone,
/// but for as many as an instance may keep. So an instance takes little memory however much it has
/// open, and each payload is read when it is its turn.
final class LargePayloads {

  /// Up to this size a payload costs more to leave than to keep.
  private static final int SMALL = 1024;

  private final Reads store;
  private final String instanceId;
  private final long small;
  private long room;

  /// @param room how many bytes of large payloads the instance may keep
  LargePayloads(Reads store, String instanceId, long room) {
    this.store = store;
    this.instanceId = instanceId;
    this.small = Math.min(SMALL, room);
    this.room = room;
  }

  /// Leaves to the store what is large, all of which is durable.
  ///
  /// @return whether that made the instance smaller
  boolean leave(Instance instance, InstanceRow row) {
    long before = instance.bytes();
    instance.leaveInStore(
        this::leave,
        task -> row.holds(task.sequence()) ? task : leave(task));
    return instance.bytes() < before;
  }

  /// A mail that is in the store, without its event if that has no room.
  Mail leave(Mail mail) {
    if (mail instanceof Mail.InStore || keeps(mail.bytes())) {
      return mail;
    }
    long number = mail.number();
    return mail.leftInStore(() -> event(number));
  }

  /// A task that has a row of its own, without its input if that has no room.
  OpenTask leave(OpenTask task) {
    if (!(task instanceof OpenTask.OpenActivity activity) || keeps(activity.input().bytes())) {
      return task;
    }
    // The reader must not hold the task, which holds what is to be left.
    long sequence = task.sequence();
    String executionId = activity.executionId();
    return activity.withInputInStore(() -> input(sequence, executionId));
  }

  private boolean keeps(long bytes) {
    if (bytes <= small) {
      return true;
    }
    boolean keeps = bytes <= room;
    if (keeps) {
      room -= bytes;
    }
    return keeps;
  }

  private HistoryEvent event(long number) {
    return MailRow.decode(row(Keys.mail(instanceId, number)));
  }

  private @Nullable String input(long sequence, String executionId) {
    byte[] row = row(Keys.activity(instanceId, sequence));
    if (OpenTaskRow.decode(sequence, row) instanceof OpenTask.OpenActivity activity
        && activity.executionId().equals(executionId)) {
      return activity.input().text();
    }
    throw missing();
  }

  private byte[] row(byte[] key) {
    byte[] row = store.get(key);
    if (row == null) {
      throw missing();
    }
    return row;
  }

  private IllegalStateException missing() {
    return new IllegalStateException(
        "Expected what the instance " + instanceId + " has open, but it is missing");
  }
}
