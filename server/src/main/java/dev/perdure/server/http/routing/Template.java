package dev.perdure.server.http.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pattern of paths, such as `instances/{instanceId}/raiseEvent/{eventName}`. A part in braces
/// matches any one segment that is not empty; the last part may end in `?}` and be absent.
public final class Template {
  private final List<String> parts;
  private final int required;

  private Template(List<String> parts, int required) {
    this.parts = parts;
    this.required = required;
  }

  /// Reads a pattern.
  public static Template parse(String pattern) {
    List<String> parts = segments(pattern);
    boolean optional = parts.get(parts.size() - 1).endsWith("?}");
    return new Template(parts, optional ? parts.size() - 1 : parts.size());
  }

  /// The segments of a decoded path, without the slashes at its ends.
  static List<String> segments(String path) {
    int from = 0;
    int to = path.length();
    while (from < to && path.charAt(from) == '/') {
      from++;
    }
    while (to > from && path.charAt(to - 1) == '/') {
      to--;
    }
    return List.of(path.substring(from, to).split("/", -1));
  }

  /// The values at the open places, or null if the segments are others.
  @Nullable
  PathValues match(List<String> segments) {
    if (segments.size() < required || segments.size() > parts.size()) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String part = parts.get(i);
      String segment = segments.get(i);
      if (part.startsWith("{")) {
        if (segment.isEmpty()) {
          return null;
        }
        values.put(part.substring(1, part.length() - (part.endsWith("?}") ? 2 : 1)), segment);
      } else if (!part.equalsIgnoreCase(segment)) {
        return null;
      }
    }
    return new PathValues(values);
  }
}
