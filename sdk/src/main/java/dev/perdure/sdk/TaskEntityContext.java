package dev.perdure.sdk;

import dev.perdure.model.EntityId;
import dev.perdure.model.FunctionRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an operation of an entity may ask of others. All of it leaves together with the
/// operation's change of the state, and is dropped if the operation fails. An entity cannot wait
/// for an answer, so that no two can wait for each other.
public interface TaskEntityContext {

  /// The entity.
  EntityId getId();

  /// Signals another entity, or this one.
  default void signalEntity(EntityId id, String operation) {
    signalEntity(id, operation, null);
  }

  /// Signals another entity, or this one.
  default void signalEntity(EntityId id, String operation, @Nullable Object input) {
    signalEntity(id, operation, input, SignalEntityOptions.defaults());
  }

  /// Signals another entity, or this one.
  ///
  /// @throws IllegalArgumentException if no entity can have that id, or no operation that name
  void signalEntity(
      EntityId id, String operation, @Nullable Object input, SignalEntityOptions options);

  /// Starts an orchestration.
  ///
  /// @return its instance id
  default String startNewOrchestration(String name, @Nullable Object input) {
    return startNewOrchestration(new FunctionRef(name, null), input, null, null);
  }

  /// Starts an orchestration. If one with the same id still runs, nothing happens.
  ///
  /// @param instanceId its id, null for one that nobody has
  /// @param startAt when it may begin at the earliest, null for now
  /// @return its instance id
  /// @throws IllegalArgumentException if the name, the version or the id is not valid
  String startNewOrchestration(
      FunctionRef orchestrator, @Nullable Object input, @Nullable String instanceId,
      @Nullable Instant startAt);
}
