package dev.perdure.sdk;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// The calls of sub-orchestrations by name and by method reference. The child is started when the
/// call is made, not when its task is awaited.
///
/// The tasks of all these calls end with [TaskFailedException] if the child fails or is terminated.
@SuppressWarnings("overloads") // References tell value and void apart; lambdas are rejected.
public interface SubOrchestrationCalls {

  /// Starts a sub-orchestration.
  ///
  /// @param name the name of the orchestrator
  /// @param input the input, null for none
  /// @param instanceId the id of the child, null to let the hub choose
  /// @param options retries and the like, null for none
  /// @param resultType the type of the result
  <V extends @Nullable Object> Task<V> callSubOrchestrator(
      String name,
      @Nullable Object input,
      @Nullable String instanceId,
      @Nullable TaskOptions options,
      Type resultType);

  /// Starts a sub-orchestration.
  ///
  /// @param name the name of the orchestrator
  /// @param input the input, null for none
  /// @param instanceId the id of the child, null to let the hub choose
  /// @param options retries and the like, null for none
  /// @param resultType the class of the result
  default <V> Task<V> callSubOrchestrator(
      String name,
      @Nullable Object input,
      @Nullable String instanceId,
      @Nullable TaskOptions options,
      Class<V> resultType) {
    return callSubOrchestrator(name, input, instanceId, options, (Type) resultType);
  }

  /// Starts a sub-orchestration without input and without result.
  default Task<@Nullable Void> callSubOrchestrator(String name) {
    return callSubOrchestrator(name, null, null, null, (Type) Void.class);
  }

  /// Starts a sub-orchestration without result.
  default Task<@Nullable Void> callSubOrchestrator(String name, @Nullable Object input) {
    return callSubOrchestrator(name, input, null, null, (Type) Void.class);
  }

  /// Starts a sub-orchestration.
  default <V> Task<V> callSubOrchestrator(
      String name, @Nullable Object input, Class<V> resultType) {
    return callSubOrchestrator(name, input, null, null, (Type) resultType);
  }

  /// Starts a sub-orchestration whose result has a generic type.
  default <V extends @Nullable Object> Task<V> callSubOrchestrator(
      String name, @Nullable Object input, TypeRef<V> resultType) {
    return callSubOrchestrator(name, input, null, null, resultType.type());
  }

  /// Starts a sub-orchestration with the given id.
  default <V> Task<V> callSubOrchestrator(
      String name, @Nullable Object input, @Nullable String instanceId, Class<V> resultType) {
    return callSubOrchestrator(name, input, instanceId, null, (Type) resultType);
  }

  /// Starts a sub-orchestration with the given id whose result has a generic type.
  default <V extends @Nullable Object> Task<V> callSubOrchestrator(
      String name, @Nullable Object input, @Nullable String instanceId, TypeRef<V> resultType) {
    return callSubOrchestrator(name, input, instanceId, null, resultType.type());
  }

  /// Starts a sub-orchestration with the given id and without result.
  default Task<@Nullable Void> callSubOrchestrator(
      String name, @Nullable Object input, @Nullable String instanceId, TaskOptions options) {
    return callSubOrchestrator(name, input, instanceId, options, (Type) Void.class);
  }

  /// Starts a sub-orchestration without input.
  default <R extends @Nullable Object> Task<R> callSubOrchestrator(
      MethodReference.Call1<TaskOrchestrationContext, R> method) {
    return MethodReferences.callSubOrchestrator(this, method, null, null);
  }

  /// Starts a sub-orchestration without input that is named through its class.
  default <T, R extends @Nullable Object> Task<R> callSubOrchestrator(
      MethodReference.Call2<T, TaskOrchestrationContext, R> method) {
    return MethodReferences.callSubOrchestrator(this, method, null, null);
  }

  /// Starts a sub-orchestration.
  default <I extends @Nullable Object, R extends @Nullable Object> Task<R> callSubOrchestrator(
      MethodReference.Call2<TaskOrchestrationContext, I, R> method, I input) {
    return MethodReferences.callSubOrchestrator(this, method, input, null);
  }

  /// Starts a sub-orchestration that is named through its class.
  default <T, I extends @Nullable Object, R extends @Nullable Object> Task<R> callSubOrchestrator(
      MethodReference.Call3<T, TaskOrchestrationContext, I, R> method, I input) {
    return MethodReferences.callSubOrchestrator(this, method, input, null);
  }

  /// Starts a sub-orchestration without input and result.
  default Task<@Nullable Void> callSubOrchestrator(
      MethodReference.Run1<TaskOrchestrationContext> method) {
    return MethodReferences.callSubOrchestrator(this, method, null, null);
  }

  /// Starts a sub-orchestration without input and result that is named through its class.
  default <T> Task<@Nullable Void> callSubOrchestrator(
      MethodReference.Run2<T, TaskOrchestrationContext> method) {
    return MethodReferences.callSubOrchestrator(this, method, null, null);
  }

  /// Starts a sub-orchestration without result.
  default <I extends @Nullable Object> Task<@Nullable Void> callSubOrchestrator(
      MethodReference.Run2<TaskOrchestrationContext, I> method, I input) {
    return MethodReferences.callSubOrchestrator(this, method, input, null);
  }

  /// Starts a sub-orchestration without result that is named through its class.
  default <T, I extends @Nullable Object> Task<@Nullable Void> callSubOrchestrator(
      MethodReference.Run3<T, TaskOrchestrationContext, I> method, I input) {
    return MethodReferences.callSubOrchestrator(this, method, input, null);
  }

  /// Starts a sub-orchestration.
  default <I extends @Nullable Object, R extends @Nullable Object> Task<R> callSubOrchestrator(
      MethodReference.Call2<TaskOrchestrationContext, I, R> method, I input, TaskOptions options) {
    return MethodReferences.callSubOrchestrator(this, method, input, options);
  }

  /// Starts a sub-orchestration that is named through its class.
  default <T, I extends @Nullable Object, R extends @Nullable Object> Task<R> callSubOrchestrator(
      MethodReference.Call3<T, TaskOrchestrationContext, I, R> method,
      I input,
      TaskOptions options) {
    return MethodReferences.callSubOrchestrator(this, method, input, options);
  }

  /// Starts a sub-orchestration without result.
  default <I extends @Nullable Object> Task<@Nullable Void> callSubOrchestrator(
      MethodReference.Run2<TaskOrchestrationContext, I> method, I input, TaskOptions options) {
    return MethodReferences.callSubOrchestrator(this, method, input, options);
  }

  /// Starts a sub-orchestration without result that is named through its class.
  default <T, I extends @Nullable Object> Task<@Nullable Void> callSubOrchestrator(
      MethodReference.Run3<T, TaskOrchestrationContext, I> method, I input, TaskOptions options) {
    return MethodReferences.callSubOrchestrator(this, method, input, options);
  }
}
