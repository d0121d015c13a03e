package dev.perdure.runtime.read;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.engine.state.Lane;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.request.EntityState;
import dev.perdure.runtime.rows.EntityRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayList;
import java.util.List;
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
  public static EntityState state(Reads snapshot, EntityHeader row, boolean fetchState) {
    String id = row.execution().instanceId();
    byte[] state = fetchState && row.exists() ? snapshot.get(Keys.entityState(id)) : null;
    EntityLock lock = row.lock();
    EntityProgress progress = row.progress();
    return new EntityState(
        EntityId.parse(id), row.lastModified(),
        progress.queue().size() + progress.owned().size() + progress.delayed(),
        lock == null ? null : lock.owner().execution().instanceId(), row.exists(),
        state == null ? null : EntityRow.decodeState(state));
  }

  /// The orchestrations whose lock requests are among the first messages of an entity's queue.
  public static List<String> waitingForLock(Reads snapshot, String instanceId, int most) {
    List<String> waiting = new ArrayList<>();
    byte[] prefix = Keys.operationPrefix(Lane.QUEUE, instanceId);
    try (Cursor cursor = snapshot.scan(prefix, Keys.after(prefix))) {
      for (int seen = 0; seen < most && cursor.next(); seen++) {
        if (MailRow.decode(cursor.value())
            .body() instanceof EventBody.EntityLockRequested request
            && request.caller() != null) {
          waiting.add(request.caller().execution().instanceId());
        }
      }
    }
    return waiting;
  }
}
