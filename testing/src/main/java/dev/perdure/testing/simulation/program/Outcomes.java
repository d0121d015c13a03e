package dev.perdure.testing.simulation.program;

import dev.perdure.model.TaskOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Says everything that a small program may come to, by running it once for each way in which the
/// world may decide: who wins a race, and whether an activity that may be mended is. It knows no
/// histories; what it allows, no crash may add to.
public final class Outcomes {
  private final List<Program> programs;
  private final Map<String, List<String>> events;
  private final Ways ways;

  private Outcomes(List<Program> programs, Map<String, List<String>> events, Ways ways) {
    this.programs = programs;
    this.events = events;
    this.ways = ways;
  }

  /// All that an instance may come to.
  ///
  /// @param events the texts that are raised to it, in order, by the name of the event
  public static Set<String> of(
      List<Program> programs, int program, Map<String, List<String>> events) {
    Set<String> all = new TreeSet<>();
    Ways ways = new Ways();
    do {
      Map<String, List<String>> mine = new HashMap<>();
      events.forEach((name, texts) -> mine.put(name, new ArrayList<>(texts)));
      try {
        all.add(
            "Completed " + Long.toHexString(new Outcomes(programs, mine, ways).run(program, 0)));
      } catch (ProgramFailure e) {
        all.add("Failed " + e.type());
      }
    } while (ways.another());
    return all;
  }

  private long run(int program, long total) {
    long result = total;
    for (int generation = 1;; generation++) {
      Execution execution = new Execution(result);
      Statement.Again again = execution.block(programs.get(program).body());
      result = execution.total;
      if (again == null || generation >= again.generations()) {
        return result;
      }
      if (!again.keepsEvents()) {
        // Nobody can know how many had come by then.
        throw new IllegalStateException("Expected a program that keeps its events");
      }
    }
  }

  /// One execution of a program, straight through.
  private final class Execution {
    private long total;
    private int nextId;

    Execution(long total) {
      this.total = total;
    }

    Statement.@Nullable Again block(List<Statement> statements) {
      for (Statement statement : statements) {
        if (statement instanceof Statement.Again again) {
          return again;
        }
        execute(statement);
      }
      return null;
    }

    private void execute(Statement statement) {
      switch (statement) {
        case Statement.Call call -> fold(outcome(nextId, input(call)));
        case Statement.Sleep unused -> {
          nextId++;
          fold("fired");
        }
        case Statement.WaitFor wait -> fold(events(wait).remove(0));
        case Statement.All all -> all(all);
        case Statement.Race race -> race(race);
        case Statement.Child child -> child(child);
        case Statement.Retry retry -> retry(retry);
        case Statement.Send unused -> nextId++;
        case Statement.Signal unused -> nextId++;
        case Statement.CallEntity call -> fold(answer(nextId++, call.operation()));
        case Statement.Section section -> section(section);
        case Statement.Status unused -> {}
        case Statement.Attempt attempt -> attempt(attempt);
        case Statement.Fail unused -> throw new ProgramFailure("Fail", List.of());
        case Statement.Again unused -> throw new IllegalStateException("Expected it at the end");
      }
    }

    private String input(Statement.Call call) {
      return Step.input(call.behaviour(), total, nextId++);
    }

    private String outcome(int id, String input) {
      boolean mended = !Step.mendable(input) || ways.choose(2) == 0;
      return switch (Step.outcome(input, mended)) {
        case TaskOutcome.Succeeded succeeded -> String.valueOf(succeeded.result());
        case TaskOutcome.Failed unused -> throw new ProgramFailure(Step.FAILURE, List.of(id));
      };
    }

    /// What does not depend on what others ask of the entity.
    private String answer(int id, Operation operation) {
      return switch (operation.kind()) {
        case ADD, GROW, RESET, RELAY, START -> operation.kind().name();
        case FAIL -> throw new ProgramFailure(Account.FAILURE, List.of(id));
        case EXCHANGE, GET, BREAK ->
          throw new IllegalStateException("Expected an operation with one outcome");
      };
    }

    private List<String> events(Statement.WaitFor wait) {
      return events.getOrDefault(wait.event(), new ArrayList<>());
    }

    private void all(Statement.All all) {
      List<String> inputs = new ArrayList<>();
      all.calls().forEach(call -> inputs.add(input(call)));
      ProgramFailure failure = null;
      for (String input : inputs) {
        try {
          fold(outcome(0, input));
        } catch (ProgramFailure e) {
          failure = e;
        }
      }
      if (failure != null) {
        throw failure;
      }
    }

    private void race(Statement.Race race) {
      List<Integer> winners = new ArrayList<>();
      List<String> inputs = new ArrayList<>();
      for (Statement.Branch branch : race.branches()) {
        String input = "";
        boolean may = true;
        switch (branch) {
          case Statement.Call call -> input = input(call);
          case Statement.CallEntity unused ->
            throw new IllegalStateException("Expected no entity in a race");
          case Statement.Sleep unused -> nextId++;
          case Statement.WaitFor wait -> may = !events(wait).isEmpty();
        }
        if (may) {
          winners.add(inputs.size());
        }
        inputs.add(input);
      }
      int winner = winners.get(ways.choose(winners.size()));
      fold("winner " + winner);
      switch (race.branches().get(winner)) {
        case Statement.Call unused -> fold(outcome(0, inputs.get(winner)));
        case Statement.Sleep unused -> fold("fired");
        case Statement.CallEntity unused -> {}
        case Statement.WaitFor wait -> fold(events(wait).remove(0));
      }
    }

    private void section(Statement.Section section) {
      nextId++;
      fold("locked");
      try {
        block(section.body());
      } finally {
        nextId += section.leaves() ? section.entities().size() : 0;
      }
    }

    private void child(Statement.Child child) {
      nextId++;
      try {
        fold(Long.toHexString(
            new Outcomes(programs, new HashMap<>(), ways).run(child.program(), total)));
      } catch (ProgramFailure e) {
        throw new ProgramFailure(Reference.FAILURE, e.tasks());
      }
    }

    private void retry(Statement.Retry retry) {
      for (int attempt = 1; attempt < retry.attempts(); attempt++) {
        String input = Step.retryInput(retry.failures(), attempt, total, nextId++);
        if (attempt > retry.failures()) {
          fold(outcome(0, input));
          return;
        }
        nextId++;
      }
      fold(outcome(0, Step.retryInput(retry.failures(), retry.attempts(), total, nextId++)));
    }

    private void attempt(Statement.Attempt attempt) {
      try {
        block(attempt.body());
      } catch (ProgramFailure e) {
        fold("caught " + e.type());
        block(attempt.handler());
      }
    }

    private void fold(String result) {
      total = Program.fold(total, result);
    }
  }

  /// All ways through a series of choices, one after the other.
  private static final class Ways {
    private final List<Integer> chosen = new ArrayList<>();
    private final List<Integer> bounds = new ArrayList<>();
    private int at;

    int choose(int bound) {
      if (at == chosen.size()) {
        chosen.add(0);
        bounds.add(bound);
      }
      return chosen.get(at++);
    }

    /// Whether there is another way; the next run takes it.
    boolean another() {
      at = 0;
      for (int last = chosen.size() - 1; last >= 0; last--) {
        if (chosen.get(last) + 1 < bounds.get(last)) {
          chosen.set(last, chosen.get(last) + 1);
          return true;
        }
        chosen.removeLast();
        bounds.removeLast();
      }
      return false;
    }
  }
}
