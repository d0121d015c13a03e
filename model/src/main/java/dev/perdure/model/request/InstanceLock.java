package dev.perdure.model.request;

import dev.perdure.model.EntityId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entity that an orchestration has locked, or has asked for.
///
/// @param entity which entity
/// @param criticalSectionId the critical section that the lock belongs to
/// @param stage how far it is
/// @param since when the entity was locked; absent unless it is held, and for a lock from before
///     this was noted
public record InstanceLock(
    EntityId entity, String criticalSectionId, Stage stage, @Nullable Instant since) {

  /// How far a lock is. The entities of a section are locked one after the other.
  public enum Stage {

    /// The orchestration has it.
    HELD,

    /// The orchestration waits in the entity's queue, or its request is on the way there.
    WAITING,

    /// The entity is asked when those before it are locked.
    LATER
  }
}
