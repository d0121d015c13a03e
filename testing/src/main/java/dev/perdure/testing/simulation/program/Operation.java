package dev.perdure.testing.simulation.program;

import java.util.Locale;

/// What an entity is asked to do. The name of the operation says all of it, so that its input is
/// free to be a text by which it is known again.
///
/// @param number how many times a signal is still passed on, or which program to start
/// @param delay after how many milliseconds that is to be
/// @param target the entity to signal, or the id of the orchestration to start
public record Operation(Kind kind, int number, int delay, String target) {

  /// What there is to do.
  public enum Kind {
    /// Count, and answer what does not depend on the state.
    ADD,
    /// Count, and answer the state before.
    EXCHANGE,
    /// Answer the state.
    GET,
    /// Count, let the state be too large for its instance's row, and answer.
    GROW,
    /// Count, signal, and then fail, so that none of that counts.
    FAIL,
    /// Have no state any more.
    RESET,
    /// Count, and signal another entity.
    RELAY,
    /// Count, and start an orchestration.
    START,
    /// Let the whole batch fail that it is the first of.
    BREAK
  }

  /// The id of an orchestration that no other operation starts.
  public static final String OWN_ID = "*";

  /// Something that an entity does by itself.
  public static Operation of(Kind kind) {
    return new Operation(kind, 0, 0, "");
  }

  /// The name of the operation.
  public String name() {
    return kind.name().toLowerCase(Locale.ROOT) + "/" + number + "/" + delay + "/" + target;
  }

  /// Takes a name apart.
  static Operation parse(String name) {
    String[] parts = name.split("/", 4);
    return new Operation(
        Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]), parts[3]);
  }
}
