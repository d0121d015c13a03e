package dev.perdure.sdk;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// Holds a generic type, which a class literal cannot: `new TypeRef<List<Order>>() {}`.
///
/// @param <T> the type
public abstract class TypeRef<T extends @Nullable Object> {
  private final Type type;

  /// Captures the type argument of the subclass that is being made.
  ///
  /// @throws IllegalStateException if it was left out
  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType self)) {
      throw new IllegalStateException(
          "Expected a type reference like new TypeRef<List<String>>() {}, but " + getClass()
              + " names no type");
    }
    type = self.getActualTypeArguments()[0];
  }

  /// The type.
  public final Type type() {
    return type;
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }
}
