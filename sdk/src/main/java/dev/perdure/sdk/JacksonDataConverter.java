package dev.perdure.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.lang.reflect.Type;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Converts by Jackson: records, plain getters and setters, constructors by parameter names,
/// `java.time` as ISO 8601 text, `Optional`, generic types. Unknown properties are ignored, so that
/// a class may lose one while instances live.
public final class JacksonDataConverter implements DataConverter {
  private final JsonMapper mapper;
  private final ObjectWriter writer;
  private final ConcurrentMap<Type, ObjectReader> readers = new ConcurrentHashMap<>();

  /// A converter with the settings above.
  public JacksonDataConverter() {
    this(defaultMapper());
  }

  /// A converter with settings of your own.
  public JacksonDataConverter(JsonMapper mapper) {
    this.mapper = mapper;
    this.writer = mapper.writer();
  }

  /// The settings of the default converter, to build on.
  public static JsonMapper defaultMapper() {
    return JsonMapper.builder()
        .addModules(new JavaTimeModule(), new Jdk8Module(), new ParameterNamesModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .build();
  }

  @Override
  public @Nullable String serialize(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof String text && isPlain(text)) {
      return '"' + text + '"';
    }
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new DataConverterException(
          "Expected a value with a JSON form, but got a " + value.getClass().getTypeName() + ": "
              + e.getOriginalMessage(),
          e);
    }
  }

  @Override
  public @Nullable Object deserialize(@Nullable String data, Type type) {
    if (data == null || data.isEmpty() || type == void.class || type == Void.class) {
      return null;
    }
    if (type == String.class) {
      int last = data.length() - 1;
      if (last > 0 && data.charAt(0) == '"' && isPlain(data, 1, last) && data.charAt(last) == '"') {
        return data.substring(1, last);
      }
    } else if ((type == Integer.class || type == int.class) && isSmallNumber(data)) {
      return Integer.parseInt(data);
    }
    try {
      return reader(type).readValue(data);
    } catch (JsonProcessingException e) {
      throw new DataConverterException(
          "Expected JSON of type " + type.getTypeName() + ", but " + e.getOriginalMessage(), e);
    }
  }

  private ObjectReader reader(Type type) {
    ObjectReader reader = readers.get(type);
    return reader != null
        ? reader
        : readers.computeIfAbsent(type, it -> mapper.readerFor(mapper.constructType(it)));
  }

  private static boolean isPlain(String text) {
    return isPlain(text, 0, text.length());
  }

  /// Whether JSON writes these characters as they are.
  private static boolean isPlain(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSmallNumber(String data) {
    if (data.length() > 9 || (data.charAt(0) == '0' && data.length() > 1)) {
      return false;
    }
    for (int i = 0; i < data.length(); i++) {
      if (data.charAt(i) < '0' || data.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
