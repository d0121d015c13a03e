package dev.perdure.sdk;

import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an activity knows of its call. It may be used by any thread.
public interface TaskActivityContext {

  /// The name of the activity.
  String getName();

  /// The id of the orchestration instance that called it.
  String getInstanceId();

  /// The number of this call within its execution. Together with the instance id it names the call,
  /// a repeated run of which has the same number.
  int getTaskId();

  /// The how-manieth run of this call this is, from 1. A retry by policy is a call of its own.
  int getAttempt();

  /// The tags of the call.
  Map<String, String> getTags();

  /// The input as the given class, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  default <V> @Nullable V getInput(Class<V> type) {
    @SuppressWarnings("unchecked") // The converter's contract.
    V input = (V) getInput((Type) type);
    return input;
  }

  /// The input as the given generic type, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  default <V> @Nullable V getInput(TypeRef<V> type) {
    @SuppressWarnings("unchecked") // The converter's contract.
    V input = (V) getInput(type.type());
    return input;
  }

  /// The input as the given type, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @Nullable
  Object getInput(Type type);
}
