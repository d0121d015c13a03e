package dev.perdure.testing.simulation.suite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The arguments of a suite: pairs of a name and a value.
final class Arguments {
  private static final Set<String> KNOWN = Set.of(
      "--seeds", "--from", "--seed", "--case", "--report", "--only", "--sources");

  private final Map<String, String> values = new HashMap<>();

  /// @throws IllegalArgumentException if there is one that no suite has
  Arguments(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!KNOWN.contains(name) || i + 1 == arguments.size()) {
        throw new IllegalArgumentException(
            "Expected one of " + KNOWN + " and a value, but got " + name);
      }
      values.put(name, arguments.get(i + 1));
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable
  String text(String name) {
    return values.get(name);
  }

  long number(String name, long otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : Long.parseLong(value);
  }
}
