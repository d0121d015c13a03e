package dev.perdure.model.request;

import dev.perdure.model.EntityId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entity as seen from outside.
///
/// @param id which entity
/// @param lastModified when it last performed operations
/// @param backlog how many messages wait in its queues
/// @param lockedBy the id of the orchestration that holds its lock, if any does
/// @param lockedSince when it was locked, absent if it is not, or if this is not known
/// @param waiters who waits for its lock, absent unless it was asked for and is known
/// @param exists whether it has a state
/// @param state the JSON text of its state, absent unless it was asked for
public record EntityState(
    EntityId id,
    Instant lastModified,
    long backlog,
    @Nullable String lockedBy,
    @Nullable Instant lockedSince,
    @Nullable LockWaiters waiters,
    boolean exists,
    @Nullable String state) {}
