package dev.perdure.sdk.worker;

import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.EntityClass;
import dev.perdure.sdk.TaskEntityState;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The state of an entity during a batch: its JSON text, and the object that was made of it as long
/// as that is not out of date.
final class EntityStateCell implements TaskEntityState {
  private final DataConverter converter;
  private @Nullable String committed;
  private @Nullable String present;
  private @Nullable Live<?> live;

  /// The object that holds the state.
  private record Live<T>(EntityClass<T> type, T object) {
    @Nullable
    String text(DataConverter converter) {
      return type.write(object, converter);
    }
  }

  EntityStateCell(@Nullable String state, DataConverter converter) {
    this.converter = converter;
    this.committed = state;
    this.present = state;
  }

  /// The state as it is now, durable once the batch is.
  @Nullable
  String text() {
    return committed;
  }

  @Override
  public boolean hasState() {
    return present != null;
  }

  @Override
  public @Nullable Object getState(Type type) {
    return converter.deserialize(present, type);
  }

  @Override
  public void setState(@Nullable Object value) {
    live = null;
    present = converter.serialize(value);
  }

  /// The object of the given class that holds the state.
  @SuppressWarnings("unchecked") // The object is of the class that it is kept with.
  <T> T object(EntityClass<T> type, Supplier<? extends T> made) {
    Live<?> kept = live;
    if (kept != null && kept.type().equals(type)) {
      return (T) kept.object();
    }
    T object = made.get();
    if (present != null) {
      type.read(object, present, converter);
    }
    live = new Live<>(type, object);
    return object;
  }

  /// The object that holds the state has changed.
  void objectChanged() {
    Live<?> changed = live;
    if (changed != null) {
      present = changed.text(converter);
    }
  }

  void commit() {
    committed = present;
  }

  void rollBack() {
    present = committed;
    live = null;
  }
}
