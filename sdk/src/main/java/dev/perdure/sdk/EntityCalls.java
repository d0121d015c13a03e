package dev.perdure.sdk;

import dev.perdure.model.EntityId;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an orchestrator may ask of entities, by the names of operations.
///
/// Rules, each of which throws [IllegalStateException]:
/// - inside a critical section only its entities may be called, one call of each at a time, and
///   only other entities may be signaled;
/// - inside a critical section no sub-orchestration may be called, no further lock be taken, and
///   the orchestrator may not continue as new;
/// - a lock must be awaited before anything else is asked of entities.
///
/// Ids and operations that no entity can have throw [IllegalArgumentException].
public interface EntityCalls {

  /// Lets an entity perform an operation, and does not hear of it.
  void signalEntity(
      EntityId id, String operation, @Nullable Object input, SignalEntityOptions options);

  /// Lets an entity perform an operation, and does not hear of it.
  default void signalEntity(EntityId id, String operation, @Nullable Object input) {
    signalEntity(id, operation, input, SignalEntityOptions.defaults());
  }

  /// Lets an entity perform an operation without input, and does not hear of it.
  default void signalEntity(EntityId id, String operation) {
    signalEntity(id, operation, null);
  }

  /// Calls an entity. The task ends with [EntityOperationFailedException] if the operation fails.
  ///
  /// @param input the input, null for none
  /// @param resultType the type of the result
  <V extends @Nullable Object> Task<V> callEntity(
      EntityId id, String operation, @Nullable Object input, CallEntityOptions options,
      Type resultType);

  /// Calls an entity.
  default <V> Task<V> callEntity(
      EntityId id, String operation, @Nullable Object input, CallEntityOptions options,
      Class<V> resultType) {
    return callEntity(id, operation, input, options, (Type) resultType);
  }

  /// Calls an entity.
  default <V> Task<V> callEntity(
      EntityId id, String operation, @Nullable Object input, Class<V> resultType) {
    return callEntity(id, operation, input, CallEntityOptions.defaults(), (Type) resultType);
  }

  /// Calls an entity without input.
  default <V> Task<V> callEntity(EntityId id, String operation, Class<V> resultType) {
    return callEntity(id, operation, null, resultType);
  }

  /// Calls an entity for which no result is expected.
  default Task<@Nullable Void> callEntity(
      EntityId id, String operation, @Nullable Object input) {
    return callEntity(id, operation, input, CallEntityOptions.defaults(), (Type) Void.class);
  }

  /// Calls an entity without input, for which no result is expected.
  default Task<@Nullable Void> callEntity(EntityId id, String operation) {
    return callEntity(id, operation, (Object) null);
  }

  /// Asks for entities for this orchestration alone. The task's value is the critical section,
  /// which ends when it is closed. Entities are locked in one order whatever the order here, so
  /// that no two orchestrations can wait for each other.
  ///
  /// @throws IllegalArgumentException if there is no entity
  Task<EntityLock> lockEntities(List<EntityId> ids);

  /// Asks for entities, as the method with a list does.
  default Task<EntityLock> lockEntities(EntityId... ids) {
    return lockEntities(List.of(ids));
  }

  /// Asks for entities and waits until they are locked:
  ///
  /// ```java
  /// try (EntityLock lock = ctx.lock(from, to)) {
  ///   ctx.call(from, Account::withdraw, 10).await();
  ///   ctx.call(to, Account::deposit, 10).await();
  /// }
  /// ```
  default EntityLock lock(EntityId... ids) {
    return lockEntities(ids).await();
  }

  /// Whether the orchestrator is inside a critical section.
  default boolean isInCriticalSection() {
    return !getLockedEntities().isEmpty();
  }

  /// The entities of the critical section, none outside.
  List<EntityId> getLockedEntities();
}
