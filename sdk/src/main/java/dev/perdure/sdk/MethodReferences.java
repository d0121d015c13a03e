package dev.perdure.sdk;

import dev.perdure.model.EntityId;
import org.jspecify.annotations.Nullable;

/// What the typed calls share: the way from a method reference to a call by name.
final class MethodReferences {

  private MethodReferences() {}

  static <V extends @Nullable Object> Task<V> call(
      ActivityCalls calls,
      MethodReference method,
      @Nullable Object input,
      @Nullable TaskOptions options) {
    ReferencedMethod called = ReferencedMethod.of(method, "use callActivity(name, …)");
    return calls.callActivity(called.functionName(), input, options, called.resultType());
  }

  static <V extends @Nullable Object> Task<V> callSubOrchestrator(
      SubOrchestrationCalls calls,
      MethodReference method,
      @Nullable Object input,
      @Nullable TaskOptions options) {
    ReferencedMethod called = ReferencedMethod.of(method, "use callSubOrchestrator(name, …)");
    String instanceId = options instanceof NewSubOrchestrationInstanceOptions child
        ? child.getInstanceId().orElse(null)
        : null;
    return calls.callSubOrchestrator(
        called.functionName(), input, instanceId, options, called.resultType());
  }

  static <V extends @Nullable Object> Task<V> callEntity(
      EntityCalls calls,
      EntityId id,
      MethodReference operation,
      @Nullable Object input,
      CallEntityOptions options) {
    ReferencedMethod called = ReferencedMethod.of(operation, "use callEntity(id, name, …)");
    return calls.callEntity(id, called.operationName(), input, options, called.resultType());
  }

  static String operation(MethodReference operation) {
    return ReferencedMethod.of(operation, "use signalEntity(id, name, …)").operationName();
  }
}
