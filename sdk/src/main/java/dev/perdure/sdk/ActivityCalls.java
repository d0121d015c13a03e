package dev.perdure.sdk;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// The calls of activities by name. The activity is scheduled when the call is made, not when its
/// task is awaited. Inputs are any value that the data converter can convert, null among them.
///
/// The tasks of all these calls end with [TaskFailedException] if the activity fails.
public interface ActivityCalls {

  /// Calls an activity.
  ///
  /// @param name the name of the activity
  /// @param input the input, null for none
  /// @param options retries and the like, null for none
  /// @param resultType the type of the result
  <V extends @Nullable Object> Task<V> callActivity(
      String name, @Nullable Object input, @Nullable TaskOptions options, Type resultType);

  /// Calls an activity.
  ///
  /// @param name the name of the activity
  /// @param input the input, null for none
  /// @param options retries and the like, null for none
  /// @param resultType the class of the result
  default <V> Task<V> callActivity(
      String name, @Nullable Object input, @Nullable TaskOptions options, Class<V> resultType) {
    return callActivity(name, input, options, (Type) resultType);
  }

  /// Calls an activity whose result has a generic type.
  ///
  /// @param name the name of the activity
  /// @param input the input, null for none
  /// @param options retries and the like, null for none
  /// @param resultType the type of the result
  default <V extends @Nullable Object> Task<V> callActivity(
      String name, @Nullable Object input, @Nullable TaskOptions options, TypeRef<V> resultType) {
    return callActivity(name, input, options, resultType.type());
  }

  /// Calls an activity without input and without result.
  default Task<@Nullable Void> callActivity(String name) {
    return callActivity(name, null, null, (Type) Void.class);
  }

  /// Calls an activity without result.
  default Task<@Nullable Void> callActivity(String name, @Nullable Object input) {
    return callActivity(name, input, null, (Type) Void.class);
  }

  /// Calls an activity without input.
  default <V> Task<V> callActivity(String name, Class<V> resultType) {
    return callActivity(name, null, null, (Type) resultType);
  }

  /// Calls an activity without input whose result has a generic type.
  default <V extends @Nullable Object> Task<V> callActivity(String name, TypeRef<V> resultType) {
    return callActivity(name, null, null, resultType.type());
  }

  /// Calls an activity.
  default <V> Task<V> callActivity(String name, @Nullable Object input, Class<V> resultType) {
    return callActivity(name, input, null, (Type) resultType);
  }

  /// Calls an activity whose result has a generic type.
  default <V extends @Nullable Object> Task<V> callActivity(
      String name, @Nullable Object input, TypeRef<V> resultType) {
    return callActivity(name, input, null, resultType.type());
  }

  /// Calls an activity without result.
  default Task<@Nullable Void> callActivity(
      String name, @Nullable Object input, TaskOptions options) {
    return callActivity(name, input, options, (Type) Void.class);
  }
}
