package dev.perdure.sdk;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// The state of an entity as one operation sees and changes it.
public interface TaskEntityState {

  /// Whether there is a state.
  boolean hasState();

  /// The state as the given type, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @Nullable
  Object getState(Type type);

  /// The state as the given class, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @SuppressWarnings({"unchecked", "NullAway"}) // No state is null, as Durable Task has it.
  default <V> V getState(Class<V> type) {
    return (V) getState((Type) type);
  }

  /// The state as the given generic type, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @SuppressWarnings({"unchecked", "NullAway"}) // No state is null, as Durable Task has it.
  default <V> V getState(TypeRef<V> type) {
    return (V) getState(type.type());
  }

  /// The state as the given class, or something else if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  default <V> V getState(Class<V> type, V otherwise) {
    return hasState() ? getState(type) : otherwise;
  }

  /// Sets the state. Null deletes it.
  ///
  /// @throws DataConverter.DataConverterException if the value has no JSON form
  void setState(@Nullable Object value);

  /// Deletes the state. An entity without state does not exist.
  default void deleteState() {
    setState(null);
  }
}
