package dev.perdure.testing.simulation.check;

import dev.perdure.engine.state.Lane;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the key of a stored row says.
///
/// @param family what sort of row it is
/// @param instanceId whose it is; empty if nobody's
/// @param executionId the execution, for a row of history
/// @param number its last number, if it has one
public record RowKey(Family family, String instanceId, @Nullable String executionId, long number) {

  /// The sorts of rows that are looked at.
  public enum Family {
    INSTANCE,
    HISTORY,
    MAIL,
    ACTIVITY,
    WAITING,
    TIMER,
    OUTBOX,
    RECEIVED,
    BY_STATUS,
    ENTITY,
    ENTITY_STATE,
    OPERATION,
    OWNED_OPERATION,
    DELAYED,
    OTHER
  }

  private static final byte INSTANCE = Keys.instance("")[0];
  private static final byte HISTORY = Keys.historyPrefix(new ExecutionKey("", ""))[0];
  private static final byte MAIL = Keys.allMails()[0];
  private static final byte ACTIVITY = Keys.allActivities()[0];
  private static final byte WAITING = Keys.waitingPrefix("")[0];
  private static final byte TIMER = Keys.allTimers()[0];
  private static final byte OUTBOX = Keys.allOutbox()[0];
  private static final byte RECEIVED = Keys.received(0)[0];
  private static final byte BY_STATUS = Keys.byStatus(
      OrchestrationStatus.RUNNING, false, Instant.EPOCH, "")[0];
  private static final byte ENTITY = Keys.allEntities()[0];
  private static final byte ENTITY_STATE = Keys.entityState("")[0];
  private static final byte OPERATION = Keys.allOperations(Lane.QUEUE)[0];
  private static final byte OWNED_OPERATION = Keys.allOperations(Lane.OWNED)[0];
  private static final byte DELAYED = Keys.delayedPrefix("")[0];

  static RowKey of(byte[] key) {
    byte family = key[0];
    if (family == INSTANCE) {
      String id = new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
      return new RowKey(Family.INSTANCE, id, null, 0);
    } else if (family == HISTORY) {
      String id = Keys.leadingId(key);
      int next = 3 + id.getBytes(StandardCharsets.UTF_8).length;
      return new RowKey(
          Family.HISTORY, id, Keys.leadingText(key, next), Keys.numberAt(key, key.length - 4));
    } else if (family == MAIL) {
      return numbered(Family.MAIL, key);
    } else if (family == ACTIVITY) {
      return numbered(Family.ACTIVITY, key);
    } else if (family == WAITING) {
      return numbered(Family.WAITING, key);
    } else if (family == TIMER) {
      Keys.TimerKey timer = Keys.timerKey(key);
      return new RowKey(Family.TIMER, timer.instanceId(), null, timer.sequence());
    } else if (family == OUTBOX) {
      return new RowKey(Family.OUTBOX, "", null, Keys.lastNumber(key));
    } else if (family == RECEIVED) {
      return new RowKey(Family.RECEIVED, "", null, 0);
    } else if (family == BY_STATUS) {
      return new RowKey(Family.BY_STATUS, Keys.indexedId(key, 2), null, key[1]);
    }
    return ofEntity(key);
  }

  private static RowKey ofEntity(byte[] key) {
    byte family = key[0];
    if (family == ENTITY) {
      return new RowKey(Family.ENTITY, Keys.entityId(key), null, 0);
    } else if (family == ENTITY_STATE) {
      return new RowKey(Family.ENTITY_STATE, Keys.entityId(key), null, 0);
    } else if (family == OPERATION) {
      return numbered(Family.OPERATION, key);
    } else if (family == OWNED_OPERATION) {
      return numbered(Family.OWNED_OPERATION, key);
    } else if (family == DELAYED) {
      return numbered(Family.DELAYED, key);
    }
    return new RowKey(Family.OTHER, "", null, 0);
  }

  /// What a batch does, for people to read.
  public static String describe(Batch batch) {
    StringBuilder text = new StringBuilder(
        "partition " + batch.partition() + " epoch " + batch.epoch() + ":");
    for (Write write : batch.writes()) {
      switch (write) {
        case Write.Put put -> text.append(" +").append(of(put.key()).shortly());
        case Write.Delete delete -> text.append(" -").append(of(delete.key()).shortly());
        case Write.DeleteOnce delete -> text.append(" -").append(of(delete.key()).shortly());
        case Write.DeleteRange unused -> text.append(" -range");
      }
    }
    return text.toString();
  }

  private String shortly() {
    return family + " " + instanceId.substring(0, Math.min(8, instanceId.length())) + " " + number
        + ",";
  }

  private static RowKey numbered(Family family, byte[] key) {
    return new RowKey(family, Keys.leadingId(key), null, Keys.lastNumber(key));
  }
}
