package dev.perdure.testing.simulation.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What was found wrong in a run.
public final class Findings {
  private final List<Finding> all = new ArrayList<>();

  /// Notes something wrong.
  public void add(Oracle oracle, String text) {
    if (all.size() < 20) {
      all.add(new Finding(oracle, text));
    }
  }

  /// Notes it unless the condition holds.
  ///
  /// @param text says what it is; not asked for if the condition holds
  public void check(boolean holds, Oracle oracle, Supplier<String> text) {
    if (!holds) {
      add(oracle, text.get());
    }
  }

  /// Whether anything is wrong.
  public boolean any() {
    return !all.isEmpty();
  }

  /// All of it.
  public List<Finding> all() {
    return List.copyOf(all);
  }
}
