package dev.perdure.testing.simulation.check;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.testing.simulation.program.Interpreter;
import dev.perdure.testing.simulation.program.Program;
import dev.perdure.testing.simulation.program.Reference;
import dev.perdure.testing.simulation.program.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Judges whole histories: every turn again from what came before it, and every end against what
/// the program must come to.
public final class HistoryCheck {
  private final List<Program> programs;
  private final Findings findings;

  /// A judge of executions of the given programs.
  public HistoryCheck(List<Program> programs, Findings findings) {
    this.programs = programs;
    this.findings = findings;
  }

  /// Judges everything that has become durable.
  ///
  /// @return how many turns were run again
  public int judge(Ledger ledger) {
    int turns = 0;
    for (ExecutionRecord execution : ledger.executions()) {
      turns += replay(execution);
      reference(execution);
      children(execution, ledger);
    }
    return turns;
  }

  private int replay(ExecutionRecord execution) {
    List<Integer> starts = execution.rowStarts();
    List<HistoryEvent> events = execution.events();
    int turns = 0;
    // The first row of a rewound execution holds many turns of the one before.
    for (int row = execution.rewound() ? 1 : 0; row < starts.size(); row++) {
      int end = row + 1 < starts.size() ? starts.get(row + 1) : events.size();
      List<HistoryEvent> turn = events.subList(starts.get(row), end);
      if (turn.get(turn.size() - 1).body() instanceof EventBody.ExecutionCompleted
          && turn.get(turn.size() - 1).eventId() < 0) {
        continue; // Ended from outside.
      }
      List<HistoryEvent> taken = turn.stream().filter(event -> event.eventId() < 0).toList();
      List<HistoryEvent> asked = turn.stream().filter(event -> event.eventId() >= 0).toList();
      try {
        List<Action> again = Interpreter
            .turn(programs, events.subList(0, starts.get(row)), taken).actions();
        judge(execution, row, asked, again);
      } catch (IllegalStateException e) {
        findings.add(Oracle.REPLAY, execution.key() + ": " + e.getMessage());
      }
      turns++;
    }
    return turns;
  }

  private void judge(
      ExecutionRecord execution, int row, List<HistoryEvent> asked, List<Action> again) {
    List<Integer> ids = new ArrayList<>();
    for (Action action : again) {
      if (!(action instanceof Action.CancelTimer)) {
        ids.add(action.id());
      }
    }
    boolean same = asked.stream().map(HistoryEvent::eventId).toList().equals(ids);
    findings.check(same, Oracle.REPLAY,
        () -> execution.key() + ": row " + row + " asked for " + asked + " and asks for " + again);
  }

  private void reference(ExecutionRecord execution) {
    EventBody.ExecutionStarted started = execution.started();
    EventBody.ExecutionCompleted completed = execution.completed();
    if (started == null || completed == null) {
      return;
    }
    String failure = failure(completed);
    boolean own = completed.status() == OrchestrationStatus.COMPLETED
        || Reference.FAILURE.equals(failure);
    if (!own) {
      return;
    }
    try {
      Reference.Outcome outcome = Reference.outcome(
          programs, String.valueOf(started.input()), execution.events());
      boolean right = outcome.next() == null
          && Objects.equals(outcome.result(), completed.result())
          && (outcome.failure() == null) == (failure == null);
      findings.check(right, Oracle.REFERENCE,
          () -> execution.key() + " had to come to " + outcome + ", but came to " + completed
              + " by "
              + execution.events());
    } catch (Reference.Mismatch e) {
      findings.add(Oracle.REFERENCE,
          execution.key() + ": " + e.getMessage() + " in " + execution.events());
    }
  }

  /// A sub-orchestration's result is what one of its executions came to.
  private void children(ExecutionRecord parent, Ledger ledger) {
    Map<Integer, String> ids = new HashMap<>();
    for (HistoryEvent event : parent.events()) {
      if (event.body() instanceof EventBody.SubOrchestrationCreated created) {
        ids.put(event.eventId(), created.instanceId());
      } else if (event.body() instanceof EventBody.SubOrchestrationCompleted completed) {
        String id = ids.getOrDefault(completed.taskId(), "");
        // An instance whose id is shared may have ended and been replaced within one batch.
        boolean right = id.startsWith(Statement.Child.SHARED)
            || ledger.cameTo(id, completed.result());
        findings.check(right, Oracle.REFERENCE,
            () -> parent.key() + " heard that its sub-orchestration " + id + " came to "
                + completed.result() + ", but no execution of that did");
      }
    }
  }

  private static @Nullable String failure(EventBody.ExecutionCompleted completed) {
    return completed.failure() == null ? null : completed.failure().errorType();
  }
}
