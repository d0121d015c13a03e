package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.TurnResult;
import dev.perdure.sdk.ExceptionPropertiesProvider;
import dev.perdure.sdk.JacksonDataConverter;
import dev.perdure.sdk.OrchestratorFunction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An instance whose history grows as the engine would let it grow, and whose every turn is
/// replayed from the beginning.
public final class TestInstance {
  public static final Instant START = Instant.parse("2026-01-02T03:04:05.123456700Z");

  private final List<HistoryEvent> history = new ArrayList<>();
  private OrchestratorFunction<?> function;
  private Instant now = START;

  public TestInstance(OrchestratorFunction<?> function) {
    this.function = function;
  }

  /// Lets other code take the instance over.
  public TestInstance changeCode(OrchestratorFunction<?> changed) {
    this.function = changed;
    return this;
  }

  public TestInstance passTime(Duration time) {
    now = now.plus(time);
    return this;
  }

  public TurnResult start(@Nullable String input) {
    return turn(started(input));
  }

  public static EventBody.ExecutionStarted started(@Nullable String input) {
    return new EventBody.ExecutionStarted(new ExecutionKey("i1", "e1"),
        new FunctionRef("Flow", null), input, null, null, null, Map.of("tag", "value"));
  }

  /// Runs a turn with these events and records it.
  public TurnResult turn(EventBody... bodies) {
    List<HistoryEvent> events = events(bodies);
    TurnResult result = answer(events);
    history.addAll(events);
    result.actions().forEach(this::record);
    return result;
  }

  public List<HistoryEvent> history() {
    return history;
  }

  private List<HistoryEvent> events(EventBody... bodies) {
    List<HistoryEvent> events = new ArrayList<>();
    events.add(HistoryEvent.of(now, new EventBody.OrchestratorStarted()));
    for (EventBody body : bodies) {
      events.add(HistoryEvent.of(now, body));
    }
    return events;
  }

  private TurnResult answer(List<HistoryEvent> events) {
    OrchestratorRun run = new OrchestratorRun(new RunRequest(function, List.copyOf(history), events,
        new JacksonDataConverter(), ExceptionPropertiesProvider.NONE), TurnFeed.NONE);
    try {
      run.run();
    } catch (Unwinding e) {
      return run.takeResult(); // It waits.
    }
    return run.takeResult();
  }

  private void record(Action action) {
    EventBody body = switch (action) {
      case Action.ScheduleTask it ->
        new EventBody.TaskScheduled(it.function(), it.input(), it.trace(), it.tags());
      case Action.CreateSubOrchestration it -> new EventBody.SubOrchestrationCreated(
          it.instanceId().isEmpty() ? "child" : it.instanceId(), it.function(), it.input(),
          it.trace(), it.tags());
      case Action.CreateTimer it -> new EventBody.TimerCreated(it.fireAt());
      case Action.SendEvent it -> new EventBody.EventSent(it.instanceId(), it.name(), it.input());
      case Action.TerminateOrchestration unused -> null;
      case Action.CancelTimer unused -> null;
      case Action.CompleteOrchestration it ->
        new EventBody.ExecutionCompleted(it.status(), it.result(), it.failure());
      case Action.SignalEntity it -> it.signal();
      case Action.CallEntity it -> it.call();
      case Action.LockEntities it -> it.request();
      case Action.UnlockEntity it -> it.unlock();
      case Action.ContinueAsNew unused -> null;
    };
    if (body != null) {
      history.add(new HistoryEvent(action.id(), now, body));
    }
  }

  // Short names for events and answers.

  public static EventBody done(int id, String result) {
    return new EventBody.TaskCompleted(id, result);
  }

  public static EventBody failed(int id, String type, String message) {
    return new EventBody.TaskFailed(id, dev.perdure.model.FailureDetails.of(type, message));
  }

  public static EventBody fired(int id) {
    return new EventBody.TimerFired(id, START);
  }

  public static EventBody raised(String name, @Nullable String data) {
    return new EventBody.EventRaised(name, data);
  }

  public static Action.CompleteOrchestration completion(TurnResult result) {
    Action last = result.actions().get(result.actions().size() - 1);
    if (last instanceof Action.CompleteOrchestration completion) {
      return completion;
    }
    throw new AssertionError("Expected a completion, but got " + result.actions());
  }

  public static @Nullable String output(TurnResult result) {
    Action.CompleteOrchestration completion = completion(result);
    if (completion.failure() != null) {
      throw new AssertionError("Expected an output, but got " + completion.failure());
    }
    return completion.result();
  }

  public static dev.perdure.model.FailureDetails failure(TurnResult result) {
    dev.perdure.model.FailureDetails failure = completion(result).failure();
    if (failure == null) {
      throw new AssertionError("Expected a failure, but got " + result.actions());
    }
    return failure;
  }

  /// The actions in short: `0 activity A`, `1 timer`, …
  public static List<String> brief(TurnResult result) {
    return result.actions().stream().map(it -> it.id() + " " + switch (it) {
      case Action.ScheduleTask task -> "activity " + task.function().name();
      case Action.CreateSubOrchestration child -> "child " + child.function().name();
      case Action.CreateTimer timer -> "timer +" + Duration.between(START, timer.fireAt());
      case Action.SendEvent event -> "send " + event.name() + " to " + event.instanceId();
      case Action.TerminateOrchestration end -> "terminate " + end.instanceId();
      case Action.CancelTimer cancel -> "cancel " + cancel.timerId();
      case Action.CompleteOrchestration end -> end.status().label() + " " + end.result();
      case Action.ContinueAsNew next -> "new " + next.input();
      case Action.SignalEntity signal ->
        "signal " + signal.signal().operation() + " to " + signal.signal().targetInstanceId();
      case Action.CallEntity call ->
        "call " + call.call().operation() + " of " + call.call().targetInstanceId();
      case Action.LockEntities lock -> "lock " + lock.request().lockSet();
      case Action.UnlockEntity unlock -> "unlock " + unlock.unlock().targetInstanceId();
    }).toList();
  }
}
