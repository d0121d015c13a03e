package dev.perdure.server.http.exchange;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The header fields of a request; names are compared without case.
public final class Headers {
  private final Map<String, String> values;

  private Headers(Map<String, String> values) {
    this.values = values;
  }

  /// The given fields. Of several of the same name the last one counts.
  public static Headers of(Map<String, String> fields) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.putAll(fields);
    return new Headers(Collections.unmodifiableMap(values));
  }

  /// All fields; names are compared without case.
  public Map<String, String> all() {
    return values;
  }

  /// The value of a field, or null if it was not sent.
  public @Nullable String get(String name) {
    return values.get(name);
  }
}
