package dev.perdure.server.http.routing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stood in a path at the places that its template leaves open.
public record PathValues(Map<String, String> values) {
  public PathValues {
    values = Map.copyOf(values);
  }

  /// The value of a part that the template demands.
  public String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("Expected a template with {" + name + "}, but has " + values);
    }
    return value;
  }

  /// The value of a part that may be absent.
  public @Nullable String optional(String name) {
    return values.get(name);
  }
}
