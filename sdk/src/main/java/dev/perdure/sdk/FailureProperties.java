package dev.perdure.sdk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings the facts that a program adds to a failure into the form in which a history gives them
/// back: numbers are `Double`, and what is of no other kind is text. So an orchestrator sees the
/// same before and after its failure was stored.
final class FailureProperties {
  private static final int MAX_DEPTH = 10;

  private FailureProperties() {}

  static Map<String, @Nullable Object> of(Map<String, @Nullable Object> properties) {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    properties.forEach((key, value) -> kept.put(key, kept(value, MAX_DEPTH)));
    return kept;
  }

  private static @Nullable Object kept(@Nullable Object value, int depth) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean truth -> truth;
      case Number number -> number.doubleValue();
      case Map<?, ?> map when depth > 0 -> {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        map.forEach((key, entry) -> entries.put(String.valueOf(key), kept(entry, depth - 1)));
        yield entries;
      }
      case List<?> list when depth > 0 -> {
        List<@Nullable Object> elements = new ArrayList<>(list.size());
        list.forEach(element -> elements.add(kept(element, depth - 1)));
        yield elements;
      }
      default -> String.valueOf(value);
    };
  }
}
