package dev.perdure.sdk.worker;

import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.EntityClass;
import dev.perdure.sdk.TaskEntityContext;
import dev.perdure.sdk.TaskEntityOperation;
import dev.perdure.sdk.TaskEntityState;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One operation of a batch, as user code sees it.
final class OperationCall implements TaskEntityOperation {
  private static final String DELETE = "delete";

  private final String name;
  private final @Nullable String input;
  private final EntityStateCell state;
  private final EntityActionList actions;

  OperationCall(
      String name, @Nullable String input, EntityStateCell state, EntityActionList actions) {
    this.name = name;
    this.input = input;
    this.state = state;
    this.actions = actions;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean hasInput() {
    return input != null;
  }

  @Override
  public @Nullable Object getInput(Type type) {
    try {
      return actions.converter().deserialize(input, type);
    } catch (DataConverter.DataConverterException e) {
      throw new DataConverter.DataConverterException(
          "The input of operation '" + name + "' of entity '" + getId()
              + "' cannot be converted to " + type.getTypeName() + ": " + e.getMessage(),
          e);
    }
  }

  @Override
  public TaskEntityState getState() {
    return state;
  }

  @Override
  public TaskEntityContext getContext() {
    return actions;
  }

  @Override
  public @Nullable Object dispatch(Class<?> type) throws Exception {
    return dispatch(EntityClass.of(type));
  }

  private <T> @Nullable Object dispatch(EntityClass<T> type) throws Exception {
    return dispatch(type, type::newObject);
  }

  @Override
  public <T> @Nullable Object dispatch(Class<T> type, Supplier<? extends T> made)
      throws Exception {
    return dispatch(EntityClass.of(type), made);
  }

  private <T> @Nullable Object dispatch(EntityClass<T> type, Supplier<? extends T> made)
      throws Exception {
    if (name.equalsIgnoreCase(DELETE) && !type.has(DELETE)) {
      state.deleteState();
      return null;
    }
    Object result = type.perform(state.object(type, made), this);
    state.objectChanged();
    return result;
  }
}
