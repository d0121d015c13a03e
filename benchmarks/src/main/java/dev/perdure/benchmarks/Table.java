package dev.perdure.benchmarks;

import java.util.ArrayList;
import java.util.List;

/// What was measured, to be printed at the end.
final class Table {

  /// One line.
  private record Row(String what, String result) {}

  private final List<Row> rows = new ArrayList<>();

  void add(String what, String result) {
    rows.add(new Row(what, result));
    System.out.println("  " + what + ": " + result);
  }

  void print() {
    int width = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
    System.out.println();
    for (Row row : rows) {
      System.out.println("| " + row.what() + " ".repeat(width - row.what().length()) + " | "
          + row.result() + " |");
    }
  }
}
