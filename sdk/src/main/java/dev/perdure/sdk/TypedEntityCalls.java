package dev.perdure.sdk;

import dev.perdure.model.EntityId;
import org.jspecify.annotations.Nullable;

/// What an orchestrator may ask of entities, by references to the methods of their classes:
/// `ctx.call(id, Counter::add, 5)`. The name of the method is that of the operation, and its
/// parameter is the input.
///
/// All these calls throw [IllegalArgumentException] for a written-out lambda, and their tasks end
/// with [EntityOperationFailedException] if the operation fails.
@SuppressWarnings("overloads") // References tell value and void apart; lambdas are rejected.
public interface TypedEntityCalls extends EntityCalls {

  /// Calls an operation without input.
  default <T, R extends @Nullable Object> Task<R> call(
      EntityId id, MethodReference.Call1<T, R> operation) {
    return MethodReferences.callEntity(this, id, operation, null, CallEntityOptions.defaults());
  }

  /// Calls an operation.
  default <T, I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      EntityId id, MethodReference.Call2<T, I, R> operation, I input) {
    return MethodReferences.callEntity(this, id, operation, input, CallEntityOptions.defaults());
  }

  /// Calls an operation without result and input.
  default <T> Task<@Nullable Void> call(EntityId id, MethodReference.Run1<T> operation) {
    return MethodReferences.callEntity(this, id, operation, null, CallEntityOptions.defaults());
  }

  /// Calls an operation without result.
  default <T, I extends @Nullable Object> Task<@Nullable Void> call(
      EntityId id, MethodReference.Run2<T, I> operation, I input) {
    return MethodReferences.callEntity(this, id, operation, input, CallEntityOptions.defaults());
  }

  /// Calls an operation.
  default <T, I extends @Nullable Object, R extends @Nullable Object> Task<R> call(
      EntityId id, MethodReference.Call2<T, I, R> operation, I input, CallEntityOptions options) {
    return MethodReferences.callEntity(this, id, operation, input, options);
  }

  /// Calls an operation without result.
  default <T, I extends @Nullable Object> Task<@Nullable Void> call(
      EntityId id, MethodReference.Run2<T, I> operation, I input, CallEntityOptions options) {
    return MethodReferences.callEntity(this, id, operation, input, options);
  }

  /// Signals an operation without input, whatever it returns.
  default <T> void signal(EntityId id, MethodReference.Run1<T> operation) {
    signalEntity(id, MethodReferences.operation(operation));
  }

  /// Signals an operation, whatever it returns.
  default <T, I extends @Nullable Object> void signal(
      EntityId id, MethodReference.Run2<T, I> operation, I input) {
    signalEntity(id, MethodReferences.operation(operation), input);
  }
}
