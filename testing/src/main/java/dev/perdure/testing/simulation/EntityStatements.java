package dev.perdure.testing.simulation;

import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.program.Operation;
import dev.perdure.testing.simulation.program.Statement;
import dev.perdure.testing.simulation.program.Statement.Branch;
import dev.perdure.testing.simulation.program.Statement.CallEntity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the statements of programs that are about entities. Inside a critical section a program
/// keeps the rules without which orchestrations could wait for each other for ever: it calls only
/// what it has locked, signals only what it has not, and neither locks nor runs other programs.
///
/// All of its chance is its own, so that a run without entities is what it was before.
final class EntityStatements {

  /// What makes the other statements of a block.
  interface Blocks {
    List<Statement> block(int program, int length);
  }

  private final Choices choices;
  private final World.Cast cast;
  private final int rate;
  private final int sections;
  private List<String> locked = List.of();

  EntityStatements(Choices choices, World.Cast cast) {
    this.choices = choices;
    this.cast = cast;
    this.rate = cast.entityIds().isEmpty() ? 0 : choices.pick(6, 4, 3, 2, 1);
    // Some seeds are full of critical sections.
    this.sections = cast.entityIds().isEmpty() ? 0 : choices.pick(3, 6, 20);
  }

  /// Whether the statements to come are inside a critical section.
  boolean locked() {
    return !locked.isEmpty();
  }

  /// Whether a program is to end inside a critical section that it does not leave.
  boolean endsLocked() {
    return rate > 0 && choices.oneIn(5);
  }

  /// A statement, or null if another kind is to be next.
  ///
  /// @param programs how many programs there are
  @Nullable
  Statement next(int program, int programs, Blocks blocks) {
    if (rate == 0 || !choices.oneIn(rate)) {
      return null;
    }
    if (locked()) {
      return inside(program, programs);
    }
    return switch (choices.below(6 + sections)) {
      case 0, 1 -> signal(program, programs, cast.entityIds());
      case 2, 3, 4 -> call(program, programs, cast.entityIds());
      case 5 -> race(program, programs);
      default -> section(program, programs, true, blocks);
    };
  }

  private Statement inside(int program, int programs) {
    return switch (choices.below(12)) {
      case 5, 6 -> race(program, programs);
      case 7 -> new Statement.Fail();
      case 8, 9 -> new Statement.Call(Statement.Behaviour.MENDABLE);
      case 10 -> new Statement.Sleep(Duration.ofMillis(choices.pick(5, 500, 20_000)));
      case 11 -> outside(program, programs);
      default -> call(program, programs, locked);
    };
  }

  private Statement outside(int program, int programs) {
    List<String> others = new ArrayList<>(cast.entityIds());
    others.removeAll(locked);
    return others.isEmpty()
        ? race(program, programs)
        : signal(program, programs, others);
  }

  /// Statements with some entities locked.
  ///
  /// @param leaves whether the orchestrator gives the locks up itself
  Statement section(int program, int programs, boolean leaves, Blocks blocks) {
    List<String> all = new ArrayList<>(cast.entityIds());
    List<String> chosen = new ArrayList<>();
    int size = choices.between(1, Math.min(3, all.size()));
    while (chosen.size() < size) {
      chosen.add(all.remove(choices.below(all.size())));
    }
    locked = List.copyOf(chosen);
    List<Statement> body = new ArrayList<>();
    body.add(call(program, programs, locked));
    body.addAll(blocks.block(program, choices.below(3)));
    locked = List.of();
    return new Statement.Section(chosen, body, leaves);
  }

  private Statement signal(int program, int programs, List<String> entities) {
    return new Statement.Signal(
        pick(entities), operation(program, programs),
        Duration.ofMillis(choices.pick(0, 0, 0, choices.below(100_000))));
  }

  private CallEntity call(int program, int programs, List<String> entities) {
    return new CallEntity(pick(entities), operation(program, programs));
  }

  /// Two calls at once, or one that is given up after a while.
  private Statement race(int program, int programs) {
    List<String> entities = locked() ? locked : cast.entityIds();
    List<Branch> branches = new ArrayList<>();
    branches.add(call(program, programs, entities));
    branches.add(
        choices.oneIn(2)
            ? new Statement.Sleep(Duration.ofMillis(choices.pick(0, 5, 500)))
            : call(program, programs, entities));
    return new Statement.Race(branches, true);
  }

  private Operation operation(int program, int programs) {
    return new OperationGenerator(choices, cast, programs).operation(program);
  }

  private String pick(List<String> entities) {
    return entities.get(choices.below(entities.size()));
  }
}
