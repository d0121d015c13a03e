package dev.perdure.sdk.client;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.LockWaiters;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.EntityClass;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client may know of an entity.
public final class EntityMetadata {
  private final EntityState state;
  private final DataConverter converter;

  EntityMetadata(EntityState state, DataConverter converter) {
    this.state = state;
    this.converter = converter;
  }

  /// Which entity.
  public EntityId getEntityInstanceId() {
    return state.id();
  }

  /// When it last performed operations.
  public Instant getLastModifiedTime() {
    return state.lastModified();
  }

  /// How many operations and lock requests wait for it.
  public long getBacklogQueueSize() {
    return state.backlog();
  }

  /// The id of the orchestration that has it locked, if any has.
  public Optional<String> getLockedBy() {
    return Optional.ofNullable(state.lockedBy());
  }

  /// When it was locked; empty if it is not, or if the hub does not know.
  public Optional<Instant> getLockedSince() {
    return Optional.ofNullable(state.lockedSince());
  }

  /// Who waits for its lock; empty unless it was asked for, see
  /// [DurableEntityClient#inspectEntity] and [dev.perdure.model.request.EntityQuery.Fetch], and
  /// for servers of others, reached over the Durable Task protocol, which does not tell.
  public Optional<LockWaiters> getLockWaiters() {
    return Optional.ofNullable(state.waiters());
  }

  /// Whether it has a state.
  public boolean exists() {
    return state.exists();
  }

  /// The JSON text of its state; empty if it has none, or if it was not asked for.
  public Optional<String> getSerializedState() {
    return Optional.ofNullable(state.state());
  }

  /// Its state as the given class, or null if it has none or was not asked for.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  public <T> @Nullable T readStateAs(Class<T> type) {
    return converter.deserialize(state.state(), type);
  }

  /// Its state as the given type, or null if it has none or was not asked for.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  public @Nullable Object readStateAs(Type type) {
    return converter.deserialize(state.state(), type);
  }

  /// Its state as an object of the class that is the entity, see
  /// [dev.perdure.sdk.FunctionRegistry#entity(Class)]; null if it has none or was not asked for.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that class
  public <T> @Nullable T readEntityAs(Class<T> type) {
    String text = state.state();
    if (text == null) {
      return null;
    }
    EntityClass<T> entity = EntityClass.of(type);
    T object = entity.newObject();
    entity.read(object, text, converter);
    return object;
  }
}
