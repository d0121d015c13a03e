package dev.perdure.stores.rocksdb.damage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Outcomes by what was harmed and how.
final class Table {
  private static final int WIDTH = 16;

  private final List<String> columns;
  private final Map<String, Map<String, Outcome>> rows = new LinkedHashMap<>();

  Table(List<String> columns) {
    this.columns = List.copyOf(columns);
  }

  void add(String row, String column, Outcome outcome) {
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()).put(column, outcome);
  }

  /// Which cells have no good end, and why.
  List<String> violations() {
    List<String> violations = new ArrayList<>();
    rows.forEach((row, cells) -> cells.forEach((column, outcome) -> {
      if (outcome.what().isViolation()) {
        violations.add(row + ", " + column + ": " + outcome.what() + ", " + outcome.text());
      }
    }));
    return violations;
  }

  /// How many cells had which outcome.
  Map<Outcome.Kind, Integer> counts() {
    Map<Outcome.Kind, Integer> counts = new EnumMap<>(Outcome.Kind.class);
    rows.values().forEach(cells -> cells.values()
        .forEach(it -> counts.merge(it.what(), 1, Integer::sum)));
    return counts;
  }

  /// The outcome of a cell.
  Outcome at(String row, String column) {
    Outcome outcome = rows.getOrDefault(row, Map.of()).get(column);
    if (outcome == null) {
      throw new IllegalArgumentException("Expected a cell " + row + ", " + column);
    }
    return outcome;
  }

  /// The table as text, a letter in each cell.
  String text() {
    StringBuilder text = new StringBuilder("  ").append(" ".repeat(WIDTH));
    columns.forEach(it -> text.append(" | ").append(it));
    text.append('\n');
    rows.forEach((row, cells) -> {
      text.append("  ").append(row).append(" ".repeat(Math.max(0, WIDTH - row.length())));
      for (String column : columns) {
        Outcome outcome = cells.get(column);
        char letter = outcome == null ? ' ' : outcome.what().letter;
        text.append(" | ").append(letter).append(" ".repeat(column.length() - 1));
      }
      text.append('\n');
    });
    text.append("  . whole, R refused when opened, C closed when read or written,"
        + " L rows lost in silence, U unclear; empty: cannot happen\n");
    counts().forEach((what, times) -> text.append(String.format("  %6d  %s%n", times, what)));
    return text.toString();
  }
}
