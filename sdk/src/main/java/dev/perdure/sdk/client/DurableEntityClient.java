package dev.perdure.sdk.client;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.CleanOutcome;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.sdk.EntityOperationFailedException;
import dev.perdure.sdk.MethodReference;
import dev.perdure.sdk.ReferencedMethod;
import dev.perdure.sdk.SignalEntityOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What a client may ask of entities, by the names of operations and by references to the methods
/// of their classes: `client.signal(id, Counter::add, 5)`.
///
/// Contract of every method: that of [DurableTaskClient]; ids and operations that no entity can
/// have, and written-out lambdas, throw [IllegalArgumentException].
@SuppressWarnings("overloads") // References tell value and void apart; lambdas are rejected.
public interface DurableEntityClient {

  /// A page of entities.
  ///
  /// @param entities the entities in the order of their ids
  /// @param continuation hand it to the next query; empty on the last page
  record Page(List<EntityMetadata> entities, Optional<String> continuation) {
    public Page {
      entities = List.copyOf(entities);
    }
  }

  /// Lets an entity perform an operation. Returns when the hub has taken it.
  void signalEntity(
      EntityId id, String operation, @Nullable Object input, SignalEntityOptions options);

  /// Lets an entity perform an operation.
  default void signalEntity(EntityId id, String operation, @Nullable Object input) {
    signalEntity(id, operation, input, SignalEntityOptions.defaults());
  }

  /// Lets an entity perform an operation without input.
  default void signalEntity(EntityId id, String operation) {
    signalEntity(id, operation, null);
  }

  /// Signals an operation without input, whatever it returns.
  default <T> void signal(EntityId id, MethodReference.Run1<T> operation) {
    signalEntity(id, operation(operation));
  }

  /// Signals an operation, whatever it returns.
  default <T, I extends @Nullable Object> void signal(
      EntityId id, MethodReference.Run2<T, I> operation, I input) {
    signalEntity(id, operation(operation), input);
  }

  /// Calls an entity and waits for its answer.
  ///
  /// @param requestId names the request, so that a repeat gets the same answer; null if it will not
  ///     be repeated
  /// @param timeout how long to wait; the operation may be performed all the same
  /// @throws EntityOperationFailedException if the operation fails
  /// @throws TimeoutException if there is no answer within the given time
  @Nullable
  Object callEntity(
      EntityId id, String operation, @Nullable Object input, Type resultType,
      @Nullable String requestId, Duration timeout) throws TimeoutException;

  /// Calls an entity and waits for its answer.
  ///
  /// @throws EntityOperationFailedException if the operation fails
  /// @throws TimeoutException if there is no answer within the given time
  @SuppressWarnings({"unchecked", "NullAway"}) // A missing result is null.
  default <R> R callEntity(
      EntityId id, String operation, @Nullable Object input, Class<R> resultType,
      Duration timeout) throws TimeoutException {
    return (R) callEntity(id, operation, input, resultType, null, timeout);
  }

  /// Calls an operation without input and waits for its answer.
  ///
  /// @throws EntityOperationFailedException if the operation fails
  /// @throws TimeoutException if there is no answer within the given time
  @SuppressWarnings({"unchecked", "NullAway"}) // The type is the method's own.
  default <T, R extends @Nullable Object> R call(
      EntityId id, MethodReference.Call1<T, R> operation, Duration timeout)
      throws TimeoutException {
    return (R) callEntity(
        id, operation(operation), null, resultType(operation), null, timeout);
  }

  /// Calls an operation and waits for its answer.
  ///
  /// @throws EntityOperationFailedException if the operation fails
  /// @throws TimeoutException if there is no answer within the given time
  @SuppressWarnings({"unchecked", "NullAway"}) // The type is the method's own.
  default <T, I extends @Nullable Object, R extends @Nullable Object> R call(
      EntityId id, MethodReference.Call2<T, I, R> operation, I input, Duration timeout)
      throws TimeoutException {
    return (R) callEntity(
        id, operation(operation), input, resultType(operation), null, timeout);
  }

  /// Reads an entity with its state; nothing if it has none.
  default Optional<EntityMetadata> getEntityMetadata(EntityId id) {
    return getEntityMetadata(id, true);
  }

  /// Reads an entity; nothing if it has no state.
  Optional<EntityMetadata> getEntityMetadata(EntityId id, boolean includeState);

  /// Lists entities, a page at a time.
  Page queryEntities(EntityQuery query);

  /// Reads an entity in whatever state it is: one without state, too, as long as it is locked or
  /// has messages waiting. Who waits for its lock is told as well.
  Optional<EntityMetadata> inspectEntity(EntityId id);

  /// The locks that an orchestration holds and has asked for, in the order in which it gets them.
  ///
  /// @throws InstanceNotFoundException if there is no such orchestration
  /// @throws UnsupportedOperationException if the hub is a server of others, reached over the
  ///     Durable Task protocol, which has no such question
  List<InstanceLock> getLocks(String instanceId);

  /// Removes empty entities and releases the locks of orchestrations that do not run any more. Both
  /// happen by themselves; this is for hubs that something has gone wrong with. The answer counts
  /// what was done.
  default CleanOutcome cleanEntityStorage() {
    return cleanEntityStorage(CleanRequest.ALL);
  }

  /// Cleans up what is asked for, and counts what was done.
  CleanOutcome cleanEntityStorage(CleanRequest request);

  private static String operation(MethodReference operation) {
    return ReferencedMethod.of(operation, "use the name of the operation").operationName();
  }

  private static Type resultType(MethodReference operation) {
    return ReferencedMethod.of(operation, "use the name of the operation").resultType();
  }
}
