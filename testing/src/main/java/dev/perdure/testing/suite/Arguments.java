package dev.perdure.testing.suite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The arguments of a suite: pairs of a name and a value.
public final class Arguments {
  private final Map<String, String> values = new HashMap<>();

  /// @param options the names that are known
  /// @throws UsageException if there is another one, or one without a value
  public Arguments(List<String> words, Set<String> options) {
    for (int i = 0; i < words.size(); i += 2) {
      String name = words.get(i);
      if (!options.contains(name) || i + 1 == words.size()) {
        throw new UsageException(
            "Expected one of " + options + " and a value, but got " + name);
      }
      values.put(name, words.get(i + 1));
    }
  }

  /// Whether an argument is there.
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// The value of an argument, or null.
  public @Nullable String text(String name) {
    return values.get(name);
  }

  /// The value of an argument as a number.
  ///
  /// @throws UsageException if it is none
  public long number(String name, long otherwise) {
    String value = values.get(name);
    try {
      return value == null ? otherwise : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new UsageException("Expected a number behind " + name + ", but got '" + value + "'");
    }
  }

  /// The seed that `--seed` names, else one that no run before has had.
  public long seed() {
    return number("--seed", System.nanoTime() & 0xffff_ffffL);
  }
}
