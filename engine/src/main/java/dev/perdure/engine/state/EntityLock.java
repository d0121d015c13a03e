package dev.perdure.engine.state;

import dev.perdure.model.EntityCaller;

/// Who has an entity for itself.
///
/// @param criticalSectionId the critical section
/// @param owner the orchestration that is inside
/// @param leaving whether the owner has given the lock up, and it ends when the operations are
///     performed that the owner called before
public record EntityLock(String criticalSectionId, EntityCaller owner, boolean leaving) {

  /// The same lock, given up.
  public EntityLock left() {
    return new EntityLock(criticalSectionId, owner, true);
  }
}
