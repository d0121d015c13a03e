package dev.perdure.engine.state;

import dev.perdure.model.EntityCaller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who has an entity for itself.
///
/// @param criticalSectionId the critical section
/// @param owner the orchestration that is inside
/// @param since when the entity was locked, absent for a lock from before this was noted
/// @param leaving whether the owner has given the lock up, and it ends when the operations are
///     performed that the owner called before
public record EntityLock(
    String criticalSectionId, EntityCaller owner, @Nullable Instant since, boolean leaving) {

  /// The same lock, given up.
  public EntityLock left() {
    return new EntityLock(criticalSectionId, owner, since, true);
  }
}
