package dev.perdure.testing.simulation.program;

import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.testing.simulation.program.Statement.Behaviour;
import dev.perdure.testing.simulation.program.Statement.Call;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says what an execution must come to, by running its program straight through: no replay, no
/// turns, no actions. What activities return it computes; only what the world decides (which of
/// several came first, what an event said) it takes from the history.
public final class Reference {

  /// The error type of a program that fails.
  public static final String FAILURE = "ProgramFailed";

  /// The error types of failures that no program asks for.
  private static final Set<String> FROM_OUTSIDE = Set.of("dev.perdure.Quarantined");

  /// What an execution comes to.
  ///
  /// @param result the result, if it completed
  /// @param failure what failed, if it failed
  /// @param next the input of the next execution, if it continued as new
  public record Outcome(
      @Nullable String result, @Nullable String failure, @Nullable String next) {}

  /// The history cannot be one of the program.
  public static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message);
    }
  }

  private final Witness witness;
  private final Set<Integer> consumed = new HashSet<>();
  private long total;
  private int nextId;
  private int at;

  private Reference(Witness witness, long total) {
    this.witness = witness;
    this.total = total;
  }

  /// Says what an execution must come to.
  ///
  /// @throws Mismatch if its history holds what the program cannot have met
  public static Outcome outcome(
      List<Program> programs, String input, List<HistoryEvent> history) {
    Program.Input start = Program.Input.parse(input);
    Reference reference = new Reference(new Witness(history), start.total());
    try {
      Statement.Again again = reference.run(programs.get(start.program()).body());
      if (again != null && start.generation() < again.generations()) {
        return new Outcome(
            null, null,
            new Program.Input(start.program(), start.generation() + 1, reference.total).text());
      }
      return new Outcome(Long.toHexString(reference.total), null, null);
    } catch (ProgramFailure e) {
      return new Outcome(null, e.type(), null);
    }
  }

  private Statement.@Nullable Again run(List<Statement> body) {
    for (Statement statement : body) {
      switch (statement) {
        case Call call -> add(call(call.behaviour()));
        case Statement.Sleep unused -> add(passed(nextId++).result());
        case Statement.WaitFor wait -> add(next(wait.event()).payload());
        case Statement.All all -> all(all);
        case Statement.Race race -> race(race);
        case Statement.Child unused -> add(fromOutside());
        case Statement.Retry retry -> retry(retry);
        case Statement.Send unused -> nextId++;
        case Statement.Signal unused -> nextId++;
        case Statement.CallEntity unused -> add(fromOutside());
        case Statement.Section section -> section(section);
        case Statement.Status unused -> {}
        case Statement.Attempt attempt -> attempt(attempt);
        case Statement.Fail unused -> throw new ProgramFailure("Fail", List.of());
        case Statement.Again again -> {
          return again;
        }
      }
    }
    return null;
  }

  private void add(@Nullable String result) {
    total = Program.fold(total, String.valueOf(result));
  }

  private Witness.Ending passed(int id) {
    Witness.Ending ending = witness.ending(id);
    if (ending == null) {
      throw new Mismatch("The program went on although task " + id + " had not ended");
    }
    at = Math.max(at, ending.position());
    return ending;
  }

  private String call(Behaviour behaviour) {
    String input = Step.input(behaviour, total, nextId);
    return ending(nextId++, input);
  }

  private String ending(int id, String input) {
    Witness.Ending ending = passed(id);
    String failure = ending.failure();
    if (failure != null && FROM_OUTSIDE.contains(failure)) {
      throw new ProgramFailure(failure, List.of(id));
    }
    boolean mended = failure == null;
    if (Step.outcome(input, mended) instanceof TaskOutcome.Succeeded succeeded) {
      String result = String.valueOf(succeeded.result());
      if (!result.equals(ending.result())) {
        throw new Mismatch("Task " + id + " with " + input + " had to return " + result
            + ", but the history says " + ending);
      }
      return result;
    }
    if (!Step.FAILURE.equals(failure)) {
      throw new Mismatch(
          "Task " + id + " with " + input + " had to fail, but the history says " + ending);
    }
    throw new ProgramFailure(Step.FAILURE, List.of(id));
  }

  private void section(Statement.Section section) {
    add(fromOutside());
    int locked = section.leaves() ? section.entities().size() : 0;
    try {
      run(section.body());
    } finally {
      nextId += locked;
    }
  }

  /// What a sub-orchestration came to is judged where its own history is, and what an entity
  /// answered where the rows of the entity are.
  private String fromOutside() {
    return fromOutside(nextId++);
  }

  private String fromOutside(int id) {
    Witness.Ending ending = passed(id);
    if (ending.failure() != null) {
      throw new ProgramFailure(ending.failure(), List.of(id));
    }
    return String.valueOf(ending.result());
  }

  private void all(Statement.All all) {
    List<String> inputs = new ArrayList<>();
    int first = nextId;
    for (Call call : all.calls()) {
      inputs.add(Step.input(call.behaviour(), total, nextId++));
    }
    ProgramFailure failure = null;
    for (int i = 0; i < inputs.size(); i++) {
      try {
        add(ending(first + i, inputs.get(i)));
      } catch (ProgramFailure e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private Witness.Raised next(String name) {
    Witness.Raised raised = peek(name);
    if (raised == null) {
      throw new Mismatch("The program went on although no event '" + name + "' had come");
    }
    at = Math.max(at, raised.position());
    consumed.add(raised.position());
    return raised;
  }

  private Witness.@Nullable Raised peek(String name) {
    for (Witness.Raised raised : witness.raised()) {
      if (raised.name().equals(name) && !consumed.contains(raised.position())) {
        return raised;
      }
    }
    return null;
  }

  private void race(Statement.Race race) {
    int[] ids = new int[race.branches().size()];
    String[] inputs = new String[ids.length];
    int winner = -1;
    int best = Integer.MAX_VALUE;
    for (int i = 0; i < ids.length; i++) {
      int position = Integer.MAX_VALUE;
      if (race.branches().get(i) instanceof Statement.WaitFor wait) {
        Witness.Raised raised = peek(wait.event());
        position = raised == null ? position : raised.position();
      } else {
        if (race.branches().get(i) instanceof Call call) {
          inputs[i] = Step.input(call.behaviour(), total, nextId);
        }
        ids[i] = nextId++;
        Witness.Ending ending = witness.ending(ids[i]);
        position = ending == null ? position : ending.position();
      }
      if (Math.max(position, at) < best) {
        best = Math.max(position, at);
        winner = i;
      }
    }
    if (winner < 0) {
      throw new Mismatch("The program went on although nobody had won the race before " + nextId);
    }
    at = best;
    add("winner " + winner);
    add(switch (race.branches().get(winner)) {
      case Statement.WaitFor wait -> next(wait.event()).payload();
      case Statement.Sleep unused -> "fired";
      case Call unused -> ending(ids[winner], inputs[winner]);
      case Statement.CallEntity unused -> fromOutside(ids[winner]);
    });
  }

  private void retry(Statement.Retry retry) {
    for (int attempt = 1; attempt <= retry.attempts(); attempt++) {
      String input = Step.retryInput(retry.failures(), attempt, total, nextId);
      try {
        add(ending(nextId++, input));
        return;
      } catch (ProgramFailure e) {
        if (attempt == retry.attempts()) {
          throw e;
        }
        passed(nextId++);
      }
    }
  }

  private void attempt(Statement.Attempt attempt) {
    try {
      run(attempt.body());
    } catch (ProgramFailure e) {
      add("caught " + e.type());
      run(attempt.handler());
    }
  }
}
