package dev.perdure.runtime.read;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityState;
import dev.perdure.runtime.rows.EntityRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Reads;
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
}
