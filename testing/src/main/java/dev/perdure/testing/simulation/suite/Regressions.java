package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.chance.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The cases that once failed, from the file `regressions.txt` beside this class: a line each, with
/// a seed or with choices, and why.
final class Regressions {
  private Regressions() {}

  /// A case.
  ///
  /// @param name for people to read
  /// @param line what the file says
  record Case(String name, String line) {

    /// What is chosen in it.
    Chance chance() {
      String[] parts = line.split(" +", 2);
      return parts[0].equals("seed")
          ? Chance.ofSeed(Long.parseLong(parts[1].strip()))
          : Chance.replay(Recording.parse(parts[1]));
    }
  }

  static List<Case> all() {
    return read().lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .map(line -> new Case("regression " + line, line))
        .toList();
  }

  private static String read() {
    try (InputStream file = Objects.requireNonNull(
        Regressions.class.getResourceAsStream("regressions.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Expected to read the regressions", e);
    }
  }
}
