package dev.perdure.sdk;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// Turns values into the JSON text that histories hold, and back. Null and absent text are the
/// same.
///
/// Contract:
/// - it may be used by any number of threads at a time;
/// - what one release wrote, the next must read: instances live that long.
public interface DataConverter {

  /// The JSON text of a value, or null for null.
  ///
  /// @throws DataConverterException if the value has no JSON form
  @Nullable
  String serialize(@Nullable Object value);

  /// The value of a JSON text as the given type, or null for null.
  ///
  /// @throws DataConverterException if the text is not of that type
  @Nullable
  Object deserialize(@Nullable String data, Type type);

  /// The value of a JSON text as the given class, or null for null.
  ///
  /// @throws DataConverterException if the text is not of that type
  @SuppressWarnings("unchecked") // The contract of the method above; casts fail on int.class.
  default <T> @Nullable T deserialize(@Nullable String data, Class<T> type) {
    return (T) deserialize(data, (Type) type);
  }

  /// The value of a JSON text as the given generic type, or null for null.
  ///
  /// @throws DataConverterException if the text is not of that type
  @SuppressWarnings("unchecked") // The contract of the first method.
  default <T> @Nullable T deserialize(@Nullable String data, TypeRef<T> type) {
    return (T) deserialize(data, type.type());
  }

  /// Says that a value could not be converted.
  final class DataConverterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// A failed conversion.
    public DataConverterException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
