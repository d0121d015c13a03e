package dev.perdure.testing.simulation;

import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.program.Operation;
import dev.perdure.testing.simulation.program.Operation.Kind;
import java.util.List;

/// Makes random operations of entities.
final class OperationGenerator {
  private final Choices choices;
  private final World.Cast cast;
  private final int programs;

  /// @param programs how many programs there are
  OperationGenerator(Choices choices, World.Cast cast, int programs) {
    this.choices = choices;
    this.cast = cast;
    this.programs = programs;
  }

  String entity() {
    return cast.entityIds().get(choices.below(cast.entityIds().size()));
  }

  /// An operation.
  ///
  /// @param caller the program that asks for it, or -1 for none: those that it starts have higher
  ///     numbers, so that none starts itself
  Operation operation(int caller) {
    return switch (choices.below(16)) {
      case 5, 6, 7 -> Operation.of(Kind.EXCHANGE);
      case 8 -> Operation.of(Kind.GET);
      case 9 -> Operation.of(Kind.FAIL);
      case 10 -> Operation.of(Kind.RESET);
      case 11 -> Operation.of(choices.oneIn(6) ? Kind.GROW : Kind.RESET);
      case 12, 13 ->
        new Operation(
            Kind.RELAY, choices.between(1, 3), choices.pick(0, 0, choices.below(100_000)),
            entity());
      case 14 -> start(caller);
      case 15 -> Operation.of(choices.oneIn(3) ? Kind.BREAK : Kind.ADD);
      default -> Operation.of(Kind.ADD);
    };
  }

  private Operation start(int caller) {
    int first = caller + 1;
    if (first >= programs) {
      return Operation.of(Kind.ADD);
    }
    List<String> ids = cast.instanceIds();
    String id = switch (choices.below(4)) {
      case 0 -> "";
      case 1 -> ids.isEmpty() ? "" : ids.get(choices.below(ids.size()));
      default -> Operation.OWN_ID;
    };
    return new Operation(
        Kind.START, choices.between(first, programs - 1),
        choices.pick(0, 0, choices.below(60_000)), id);
  }
}
