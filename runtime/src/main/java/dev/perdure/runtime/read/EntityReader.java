package dev.perdure.runtime.read;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.InstanceLock.Stage;
import dev.perdure.model.request.LockWaiters;
import dev.perdure.runtime.rows.EntityRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OpenTaskRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Reads one entity from its rows.
public final class EntityReader {
  private EntityReader() {}

  /// The entity's row, or null.
  public static @Nullable EntityHeader row(Reads rows, String instanceId) {
    byte[] row = rows.get(Keys.entity(instanceId));
    return row == null ? null : EntityRow.decode(instanceId, row);
  }

  /// What a client may know of an entity, from rows of one moment.
  public static EntityState state(
      Reads snapshot, EntityHeader row, EntityQuery.Fetch fetch) {
    String id = row.execution().instanceId();
    byte[] state = fetch.state() && row.exists() ? snapshot.get(Keys.entityState(id)) : null;
    EntityLock lock = row.lock();
    EntityProgress progress = row.progress();
    return new EntityState(
        EntityId.parse(id), row.lastModified(),
        progress.queue().size() + progress.owned().size() + progress.delayed(),
        lock == null ? null : lock.owner().execution().instanceId(),
        lock == null ? null : lock.since(),
        fetch.waiters() ? waiters(snapshot, id, LockWaiters.LOOKED_AT) : null,
        row.exists(), state == null ? null : EntityRow.decodeState(state));
  }

  /// The orchestrations whose lock requests are among the first messages of an entity's queue.
  public static LockWaiters waiters(Reads snapshot, String instanceId, int most) {
    List<LockWaiters.Waiter> waiting = new ArrayList<>();
    byte[] prefix = Keys.operationPrefix(Lane.QUEUE, instanceId);
    try (Cursor cursor = snapshot.scan(prefix, Keys.after(prefix))) {
      int seen = 0;
      while (cursor.next()) {
        if (seen++ == most) {
          return new LockWaiters(waiting, false);
        }
        HistoryEvent event = MailRow.decode(cursor.value());
        if (event.body() instanceof EventBody.EntityLockRequested request
            && request.caller() != null) {
          waiting.add(
              new LockWaiters.Waiter(
                  request.caller().execution().instanceId(), event.timestamp()));
        }
      }
    }
    return new LockWaiters(waiting, true);
  }

  /// The locks that an orchestration holds and has asked for, in the order in which it gets them;
  /// null if there is no such orchestration.
  public static @Nullable List<InstanceLock> locks(
      Snapshot snapshot, ToIntFunction<String> partitionOf, String instanceId) {
    Reads rows = snapshot.partition(partitionOf.applyAsInt(instanceId));
    Orchestration owner = InstanceReader.row(rows, instanceId);
    if (owner == null) {
      return null;
    }
    List<InstanceLock> locks = new ArrayList<>();
    byte[] prefix = Keys.waitingPrefix(instanceId);
    try (Cursor cursor = rows.scan(prefix, Keys.after(prefix))) {
      while (cursor.next()) {
        if (OpenTaskRow.decode(
            Keys.lastNumber(cursor.key()), cursor.value()) instanceof OpenTask.OpenLock open) {
          addLocks(snapshot, partitionOf, owner.execution(), open, locks);
        }
      }
    }
    return locks;
  }

  private static void addLocks(
      Snapshot snapshot, ToIntFunction<String> partitionOf, ExecutionKey owner,
      OpenTask.OpenLock open, List<InstanceLock> locks) {
    Stage next = Stage.WAITING;
    for (String entity : open.lockSet()) {
      EntityLock lock = held(
          row(snapshot.partition(partitionOf.applyAsInt(entity)), entity), owner,
          open.criticalSectionId());
      locks.add(
          new InstanceLock(
              EntityId.parse(entity), open.criticalSectionId(),
              lock == null ? next : Stage.HELD, lock == null ? null : lock.since()));
      next = lock == null ? Stage.LATER : next;
    }
  }

  /// The lock of an entity if it is that of an owner's section.
  private static @Nullable EntityLock held(
      @Nullable EntityHeader row, ExecutionKey owner, String criticalSectionId) {
    EntityLock lock = row == null ? null : row.lock();
    return lock != null
        && lock.criticalSectionId().equals(criticalSectionId)
        && lock.owner().execution().equals(owner)
            ? lock
            : null;
  }
}
