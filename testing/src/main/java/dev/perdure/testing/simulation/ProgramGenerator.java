package dev.perdure.testing.simulation;

import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.program.Program;
import dev.perdure.testing.simulation.program.Statement;
import dev.perdure.testing.simulation.program.Statement.Behaviour;
import dev.perdure.testing.simulation.program.Statement.Branch;
import dev.perdure.testing.simulation.program.Statement.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Makes random programs. A program calls only those with higher numbers, so that none calls
/// itself.
final class ProgramGenerator {
  private static final int KINDS = 13;

  private final Choices choices;
  private final List<String> instanceIds;
  private final int[] weights = new int[KINDS];
  private final int count;
  private final EntityStatements entities;

  ProgramGenerator(Choices choices, List<String> instanceIds, EntityStatements entities) {
    this.choices = choices;
    this.instanceIds = instanceIds;
    this.entities = entities;
    this.count = choices.between(2, 6);
    // Each seed likes other statements, so that some runs are full of what is rare in all.
    for (int kind = 0; kind < KINDS; kind++) {
      weights[kind] = choices.pick(0, 1, 1, 3, 8);
    }
    weights[0]++;
  }

  List<Program> programs() {
    List<Program> all = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      List<Statement> body = block(number, choices.between(1, 5), 2);
      if (entities.endsLocked()) {
        body.add(entities.section(number, count, false, this::locked));
      }
      if (choices.oneIn(5)) {
        body.add(new Statement.Again(choices.between(2, 4), choices.below(3) > 0));
      }
      all.add(new Program(number, body));
    }
    return all;
  }

  private List<Statement> block(int program, int length, int depth) {
    List<Statement> block = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      block.add(statement(program, depth));
    }
    return block;
  }

  /// What an orchestrator does while it holds locks.
  private List<Statement> locked(int program, int length) {
    return block(program, length, 0);
  }

  private Statement statement(int program, int depth) {
    Statement chosen = entities.next(program, count, this::locked);
    if (chosen != null) {
      return chosen;
    }
    int kind = pick();
    return switch (kind) {
      case 1 -> sleep();
      case 2 -> waitFor();
      case 3, 4 -> all();
      case 5 -> race();
      case 6, 7 -> program + 1 < count && !entities.locked() ? child(program) : call();
      case 8 ->
        new Statement.Retry(choices.below(4), choices.between(1, 3), delay());
      case 9 -> new Statement.Send(choices.below(8) == 7 ? "nobody" : instance(), event());
      case 10 -> new Statement.Status("\"status " + choices.below(4) + "\"");
      case 11 ->
        depth > 0
            ? new Statement.Attempt(
                block(program, choices.between(1, 3), depth - 1),
                block(program, choices.between(0, 2), depth - 1))
            : call();
      case 12 -> choices.oneIn(2) ? new Statement.Fail() : call();
      default -> call();
    };
  }

  private int pick() {
    int sum = 0;
    for (int weight : weights) {
      sum += weight;
    }
    int at = choices.below(sum);
    for (int kind = 0; kind < KINDS; kind++) {
      at -= weights[kind];
      if (at < 0) {
        return kind;
      }
    }
    return 0;
  }

  private Call call() {
    return new Call(
        choices.oneOf(
            Behaviour.SUCCEEDS, Behaviour.SUCCEEDS, Behaviour.SUCCEEDS, Behaviour.SUCCEEDS,
            Behaviour.LARGE, Behaviour.FAILS, Behaviour.MENDABLE));
  }

  private Statement.Sleep sleep() {
    return new Statement.Sleep(delay());
  }

  private Statement.WaitFor waitFor() {
    return new Statement.WaitFor(event());
  }

  private Statement.All all() {
    List<Call> calls = new ArrayList<>();
    int size = choices.oneIn(12) ? choices.between(10, 40) : choices.between(2, 5);
    for (int i = 0; i < size; i++) {
      calls.add(call());
    }
    return new Statement.All(calls);
  }

  private Statement.Race race() {
    List<Branch> branches = new ArrayList<>();
    int size = choices.between(2, 3);
    for (int i = 0; i < size; i++) {
      branches.add(
          switch (choices.below(3)) {
            case 0 -> call();
            case 1 -> sleep();
            default -> waitFor();
          });
    }
    return new Statement.Race(branches, choices.oneIn(2));
  }

  private Statement.Child child(int program) {
    int child = choices.between(program + 1, count - 1);
    return new Statement.Child(child, choices.oneIn(5) ? Statement.Child.SHARED + child : "");
  }

  private Duration delay() {
    return switch (choices.below(6)) {
      case 0 -> Duration.ofMillis(choices.below(3));
      case 1, 2 -> Duration.ofMillis(choices.between(10, 900));
      case 3, 4 -> Duration.ofSeconds(choices.between(1, 40));
      default -> Duration.ofMinutes(choices.between(1, 45));
    };
  }

  private String event() {
    return choices.oneOf("red", "blue");
  }

  private String instance() {
    return instanceIds.get(choices.below(instanceIds.size()));
  }
}
