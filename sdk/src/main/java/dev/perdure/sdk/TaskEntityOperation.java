package dev.perdure.sdk;

import dev.perdure.model.EntityId;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One operation that an entity is to perform.
public interface TaskEntityOperation {

  /// The entity.
  default EntityId getId() {
    return getContext().getId();
  }

  /// The name of the operation, as its sender wrote it.
  String getName();

  /// Whether there is an input.
  boolean hasInput();

  /// The input as the given type, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @Nullable
  Object getInput(Type type);

  /// The input as the given class, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @SuppressWarnings({"unchecked", "NullAway"}) // A missing input is null, as Durable Task has it.
  default <V> V getInput(Class<V> type) {
    return (V) getInput((Type) type);
  }

  /// The input as the given generic type, or null if there is none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  @SuppressWarnings({"unchecked", "NullAway"}) // A missing input is null, as Durable Task has it.
  default <V> V getInput(TypeRef<V> type) {
    return (V) getInput(type.type());
  }

  /// The state of the entity.
  TaskEntityState getState();

  /// What else an operation may do.
  TaskEntityContext getContext();

  /// Performs the operation by the class of the entity, see [FunctionRegistry#entity(Class)]. An
  /// entity without state begins with a new object.
  ///
  /// @return what the method returned
  @Nullable
  Object dispatch(Class<?> type) throws Exception;

  /// Performs the operation by the class of the entity.
  ///
  /// @param made makes the object whose fields then get the state
  /// @return what the method returned
  <T> @Nullable Object dispatch(Class<T> type, Supplier<? extends T> made) throws Exception;
}
