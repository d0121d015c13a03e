package dev.perdure.testing.simulation.program;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.TurnResult;
import dev.perdure.testing.simulation.program.Statement.Branch;
import dev.perdure.testing.simulation.program.Statement.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a program from the beginning of its history up to where it waits, and says what it asks for
/// that the history does not hold yet. Nothing is remembered from turn to turn.
public final class Interpreter {
  private final List<Program> programs;
  private final Past past;
  private final List<Action> actions = new ArrayList<>();
  private @Nullable String customStatus;
  private long total;
  private int nextId;

  private Interpreter(List<Program> programs, Past past) {
    this.programs = programs;
    this.past = past;
  }

  /// Answers a turn.
  ///
  /// @throws IllegalStateException if the history is not one of the program
  public static TurnResult turn(
      List<Program> programs, List<HistoryEvent> past, List<HistoryEvent> newEvents) {
    return new Interpreter(programs, new Past(past, newEvents)).run();
  }

  /// What an execution waits for, or an empty list if it has ended.
  public static List<Waiting> waiting(
      List<Program> programs, List<HistoryEvent> past, List<HistoryEvent> newEvents) {
    Interpreter interpreter = new Interpreter(programs, new Past(past, newEvents));
    interpreter.run();
    return interpreter.past.waiting();
  }

  /// The payloads of the events that a turn drops on purpose.
  public static List<String> dropped(
      List<Program> programs, List<HistoryEvent> past, List<HistoryEvent> newEvents) {
    Interpreter interpreter = new Interpreter(programs, new Past(past, newEvents));
    List<Action> actions = interpreter.run().actions();
    boolean drops = !actions.isEmpty()
        && actions.get(actions.size() - 1) instanceof Action.ContinueAsNew;
    return drops ? interpreter.past.payloads() : List.of();
  }

  /// The event that the engine records for an action, or null if it records none.
  public static @Nullable HistoryEvent recorded(Action action, Instant time) {
    EventBody body = switch (action) {
      case Action.ScheduleTask it ->
        new EventBody.TaskScheduled(it.function(), it.input(), it.trace(), it.tags());
      case Action.CreateTimer it -> new EventBody.TimerCreated(it.fireAt());
      case Action.CreateSubOrchestration it ->
        new EventBody.SubOrchestrationCreated(
            it.instanceId(), it.function(), it.input(), it.trace(), it.tags());
      case Action.SendEvent it ->
        new EventBody.EventSent(it.instanceId(), it.name(), it.input());
      case Action.SignalEntity it -> it.signal();
      case Action.CallEntity it -> it.call();
      case Action.LockEntities it -> it.request();
      case Action.UnlockEntity it -> it.unlock();
      case Action.CompleteOrchestration it ->
        new EventBody.ExecutionCompleted(it.status(), it.result(), it.failure());
      case Action.TerminateOrchestration unused -> null;
      case Action.CancelTimer unused -> null;
      case Action.ContinueAsNew unused -> null;
    };
    return body == null ? null : new HistoryEvent(action.id(), time, body);
  }

  private TurnResult run() {
    int processed = TurnResult.ALL;
    try {
      Program.Input input = Program.Input.parse(past.input());
      total = input.total();
      Statement.Again again = block(programs.get(input.program()).body());
      if (again != null && input.generation() < again.generations()) {
        processed = continueAsNew(input, again);
      } else {
        end(OrchestrationStatus.COMPLETED, Long.toHexString(total), null, List.of());
      }
    } catch (Past.Blocked e) {
      // The turn ends here.
    } catch (ProgramFailure e) {
      end(
          OrchestrationStatus.FAILED, null, FailureDetails.of(Reference.FAILURE, e.type()),
          e.tasks());
    }
    return new TurnResult(actions, customStatus, processed);
  }

  private int continueAsNew(Program.Input input, Statement.Again again) {
    Program.Input next = new Program.Input(input.program(), input.generation() + 1, total);
    int processed = TurnResult.ALL;
    List<HistoryEvent> carried = List.of();
    if (again.keepsEvents()) {
      // Either way of handing on what has not been looked at yet is allowed; use both.
      boolean leave = past.lookedAt() >= 2 && input.generation() % 2 == 0;
      processed = leave ? past.lookedAt() : TurnResult.ALL;
      carried = past.unconsumed(!leave);
    }
    past.expectEnd(nextId);
    actions.add(new Action.ContinueAsNew(nextId++, next.text(), null, carried));
    return processed;
  }

  private void end(
      OrchestrationStatus status, @Nullable String result, @Nullable FailureDetails failure,
      List<Integer> failedTasks) {
    past.expectEnd(nextId);
    past.ended();
    actions.add(
        new Action.CompleteOrchestration(nextId++, status, result, failure, failedTasks));
  }

  private Statement.@Nullable Again block(List<Statement> statements) {
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
      case Branch branch -> fold(await(begin(branch)));
      case Statement.All all -> all(all.calls());
      case Statement.Race race -> race(race);
      case Statement.Child child -> child(child);
      case Statement.Retry retry -> retry(retry);
      case Statement.Send send -> send(send);
      case Statement.Signal signal -> signal(signal);
      case Statement.Section section -> section(section);
      case Statement.Status status -> customStatus = status.text();
      case Statement.Attempt attempt -> attempt(attempt);
      case Statement.Fail unused -> throw new ProgramFailure("Fail", List.of());
      case Statement.Again unused ->
        throw new IllegalStateException("Expected a continue-as-new at the top level only");
    }
  }

  private Waiting begin(Branch branch) {
    return switch (branch) {
      case Call call -> schedule(Step.input(call.behaviour(), total, nextId));
      case Statement.Sleep sleep -> timer(sleep.delay());
      case Statement.WaitFor wait -> new Waiting.ForEvent(wait.event());
      case Statement.CallEntity call -> callEntity(call);
    };
  }

  private Waiting schedule(String input) {
    int id = nextId++;
    EventBody.TaskScheduled wanted = new EventBody.TaskScheduled(
        new FunctionRef(Program.ACTIVITY, null), input, null, Map.of());
    if (!past.recorded(id, wanted)) {
      actions.add(new Action.ScheduleTask(id, wanted.function(), input, null, Map.of()));
    }
    return new Waiting.ForTask(id);
  }

  private Waiting timer(Duration delay) {
    int id = nextId++;
    Instant fireAt = past.now().plus(delay);
    if (!past.recorded(id, new EventBody.TimerCreated(fireAt))) {
      actions.add(new Action.CreateTimer(id, fireAt));
    }
    return new Waiting.ForTimer(id);
  }

  private String await(Waiting waiting) {
    past.await(List.of(waiting));
    return past.take(waiting);
  }

  private void all(List<Call> calls) {
    List<Waiting> tasks = new ArrayList<>();
    for (Call call : calls) {
      tasks.add(begin(call));
    }
    List<Integer> failed = new ArrayList<>();
    String type = "";
    for (Waiting task : tasks) {
      try {
        fold(await(task));
      } catch (ProgramFailure e) {
        type = failed.isEmpty() ? e.type() : type;
        failed.addAll(e.tasks());
      }
    }
    if (!failed.isEmpty()) {
      throw new ProgramFailure(type, failed);
    }
  }

  private void race(Statement.Race race) {
    List<Waiting> racing = new ArrayList<>();
    for (Branch branch : race.branches()) {
      racing.add(begin(branch));
    }
    int winner = past.await(racing);
    for (int i = 0; race.cancels() && i < racing.size(); i++) {
      if (i != winner && past.live() && racing.get(i) instanceof Waiting.ForTimer timer
          && !past.done(timer)) {
        actions.add(new Action.CancelTimer(timer.id(), timer.id()));
      }
    }
    fold("winner " + winner);
    fold(past.take(racing.get(winner)));
  }

  private void child(Statement.Child child) {
    int id = nextId++;
    String input = new Program.Input(child.program(), 1, total).text();
    FunctionRef function = new FunctionRef(Program.ORCHESTRATOR, null);
    EventBody.SubOrchestrationCreated wanted = new EventBody.SubOrchestrationCreated(
        child.instanceId(), function, input, null, Map.of());
    if (!past.recorded(id, wanted)) {
      actions.add(
          new Action.CreateSubOrchestration(
              id, child.instanceId(), function, input, null, Map.of()));
    }
    fold(await(new Waiting.ForChild(id)));
  }

  private void retry(Statement.Retry retry) {
    for (int attempt = 1;; attempt++) {
      try {
        fold(await(schedule(Step.retryInput(retry.failures(), attempt, total, nextId))));
        return;
      } catch (ProgramFailure e) {
        if (attempt >= retry.attempts()) {
          throw e;
        }
      }
      await(timer(retry.pause()));
    }
  }

  private void signal(Statement.Signal signal) {
    int id = nextId++;
    EventBody.EntityOperationSignaled wanted = new EventBody.EntityOperationSignaled(
        name(id), signal.operation().name(),
        signal.delay().isZero() ? null : past.now().plus(signal.delay()), text(id),
        signal.entity());
    if (!past.recorded(id, wanted)) {
      actions.add(new Action.SignalEntity(id, wanted));
    }
  }

  private Waiting callEntity(Statement.CallEntity call) {
    int id = nextId++;
    EventBody.EntityOperationCalled wanted = new EventBody.EntityOperationCalled(
        name(id), call.operation().name(), null, text(id), null, call.entity());
    if (!past.recorded(id, wanted)) {
      actions.add(new Action.CallEntity(id, wanted));
    }
    return new Waiting.ForCall(id, wanted.requestId());
  }

  private void section(Statement.Section section) {
    int id = nextId++;
    EventBody.EntityLockRequested wanted = new EventBody.EntityLockRequested(
        name(id), section.entities(), 0, null);
    if (!past.recorded(id, wanted)) {
      actions.add(new Action.LockEntities(id, wanted));
    }
    fold(await(new Waiting.ForLocks(id, name(id))));
    try {
      block(section.body());
    } catch (ProgramFailure e) {
      leave(section, name(id));
      throw e;
    }
    leave(section, name(id));
  }

  private void leave(Statement.Section section, String criticalSectionId) {
    for (String entity : section.leaves() ? section.entities() : List.<String>of()) {
      int id = nextId++;
      EventBody.EntityUnlockSent wanted = new EventBody.EntityUnlockSent(
          criticalSectionId, null, entity);
      if (!past.recorded(id, wanted)) {
        actions.add(new Action.UnlockEntity(id, wanted));
      }
    }
  }

  /// The name of a request or of a critical section.
  private String name(int id) {
    return past.execution().executionId() + "-" + id;
  }

  /// What no other execution sends, nor this one a second time.
  private String text(int id) {
    return "from " + past.execution().executionId() + " " + id;
  }

  private void send(Statement.Send send) {
    int id = nextId++;
    String input = text(id);
    EventBody.EventSent wanted = new EventBody.EventSent(send.instanceId(), send.event(), input);
    if (!past.recorded(id, wanted)) {
      actions.add(new Action.SendEvent(id, send.instanceId(), send.event(), input));
    }
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
