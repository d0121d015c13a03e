package dev.perdure.engine.state;

import dev.perdure.model.ExecutionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The row of an entity: everything about it that is small.
///
/// @param execution the id, and a name for this life of it
/// @param lastModified when it last performed operations, or was made
/// @param exists whether it has a state
/// @param lock who has it locked, if anybody has
/// @param progress the counters that place its rows
public record EntityHeader(
    ExecutionKey execution,
    Instant lastModified,
    boolean exists,
    @Nullable EntityLock lock,
    EntityProgress progress) {

  /// Whether nothing is left of the entity but this row.
  public boolean isEmpty() {
    return !exists && lock == null && progress.queue().size() == 0
        && progress.owned().size() == 0 && progress.delayed() == 0;
  }
}
