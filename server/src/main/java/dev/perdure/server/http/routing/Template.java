package dev.perdure.server.http.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A pattern of paths, such as `instances/{instanceId}/raiseEvent/{eventName}`. A part in braces
/// matches any one segment that is not empty; `{id:int}` only those of a kind, which is `int`,
/// `alpha` or `guid`; the last part may be absent if it is written `{id?}`, and take all segments
/// that are left if it is written `{*path}`.
///
/// Templates are ordered by how particular they are, the most particular first.
public final class Template implements Comparable<Template> {
  private static final String ANY = "";
  private static final Pattern NOT_EMPTY = Pattern.compile(".+", Pattern.DOTALL);
  private static final Map<String, Pattern> KINDS = Map.of(
      "int", Pattern.compile("-?\\d{1,10}"),
      "alpha", Pattern.compile("[A-Za-z]+"),
      "guid", Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"));

  private static final Pattern OPEN = Pattern
      .compile("\\{(?<rest>\\*)?(?<name>\\w+)(:(?<kind>\\w+))?(?<optional>\\?)?}");

  private final List<Part> parts;

  /// A part of a pattern.
  private sealed interface Part {

    /// How particular it is: the smaller, the more.
    int rank();

    /// What it looks like when the name does not count.
    String shape();

    /// A segment that is written out.
    record Fixed(String text) implements Part {
      @Override
      public int rank() {
        return 0;
      }

      @Override
      public String shape() {
        return text.toLowerCase(Locale.ROOT);
      }
    }

    /// A segment that is open.
    record Open(String name, String kind, boolean optional) implements Part {
      @Override
      public int rank() {
        return (kind.equals(ANY) ? 2 : 1) + (optional ? 2 : 0);
      }

      @Override
      public String shape() {
        return "{:" + kind + "}";
      }

      boolean takes(String segment) {
        return KINDS.getOrDefault(kind, NOT_EMPTY).matcher(segment).matches();
      }
    }

    /// All segments that are left, none included.
    record Rest(String name) implements Part {
      @Override
      public int rank() {
        return 5;
      }

      @Override
      public String shape() {
        return "{*}";
      }
    }
  }

  private Template(List<Part> parts) {
    this.parts = parts;
  }

  /// Reads a pattern.
  ///
  /// @throws IllegalArgumentException if it is malformed
  public static Template parse(String pattern) {
    List<Part> parts = new ArrayList<>();
    for (String segment : segments(pattern)) {
      if (!parts.isEmpty() && mustBeLast(parts.get(parts.size() - 1))) {
        throw new IllegalArgumentException(
            "Expected nothing behind a part that may be absent or takes the rest");
      }
      parts.add(part(segment));
    }
    return new Template(List.copyOf(parts));
  }

  private static Part part(String segment) {
    if (segment.indexOf('{') < 0 && segment.indexOf('}') < 0) {
      return new Part.Fixed(segment);
    }
    var open = OPEN.matcher(segment);
    if (!open.matches()) {
      throw new IllegalArgumentException(
          "Expected a whole segment in braces, such as {id}, {id?} or {id:int}, but got "
              + segment);
    }
    String kind = open.group("kind");
    if (kind != null && !KINDS.containsKey(kind)) {
      throw new IllegalArgumentException(
          "Expected one of the kinds " + KINDS.keySet() + ", but got " + segment);
    }
    return open.group("rest") != null
        ? new Part.Rest(open.group("name"))
        : new Part.Open(open.group("name"), kind == null ? ANY : kind,
            open.group("optional") != null);
  }

  private static boolean mustBeLast(Part part) {
    return part instanceof Part.Rest || (part instanceof Part.Open open && open.optional());
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
    boolean takesRest = parts.get(parts.size() - 1) instanceof Part.Rest;
    if (segments.size() < parts.size() - 1 || (segments.size() > parts.size() && !takesRest)) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String segment = i < segments.size() ? segments.get(i) : null;
      boolean matches = switch (parts.get(i)) {
        case Part.Fixed it -> segment != null && it.text().equalsIgnoreCase(segment);
        case Part.Open it when segment == null -> it.optional();
        case Part.Open it -> it.takes(segment) && values.put(it.name(), segment) == null;
        case Part.Rest it -> {
          values.put(it.name(), segment == null
              ? ""
              : String.join("/", segments.subList(i, segments.size())));
          yield true;
        }
      };
      if (!matches) {
        return null;
      }
    }
    return new PathValues(values);
  }

  /// What it looks like when the names of open parts do not count: two templates of the same shape
  /// match the same paths.
  public String shape() {
    return parts.stream().map(Part::shape).collect(Collectors.joining("/"));
  }

  @Override
  public int compareTo(Template other) {
    for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
      int order = Integer.compare(parts.get(i).rank(), other.parts.get(i).rank());
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(parts.size(), other.parts.size());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Template it && parts.equals(it.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  /// The pattern in the form of an OpenAPI document: `/a/{b}`.
  @Override
  public String toString() {
    return parts.stream()
        .map(part -> switch (part) {
          case Part.Fixed it -> it.text();
          case Part.Open it -> "{" + it.name() + "}";
          case Part.Rest it -> "{" + it.name() + "}";
        })
        .collect(Collectors.joining("/", "/", ""));
  }
}
