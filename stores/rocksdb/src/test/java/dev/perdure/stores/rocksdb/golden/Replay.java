package dev.perdure.stores.rocksdb.golden;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.sdk.ExceptionPropertiesProvider;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.JacksonDataConverter;
import dev.perdure.sdk.OrchestratorFunction;
import dev.perdure.sdk.replay.OrchestratorRun;
import dev.perdure.sdk.replay.RunRequest;
import dev.perdure.sdk.replay.TurnFeed;
import dev.perdure.sdk.replay.Unwinding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs every turn of a recorded history again, each from what came before it, and compares what it
/// asks for with what was recorded.
final class Replay {
  private final FunctionRegistry functions;
  private int turns;
  private final List<String> differences = new ArrayList<>();

  Replay(FunctionRegistry functions) {
    this.functions = functions;
  }

  int turns() {
    return turns;
  }

  List<String> differences() {
    return differences;
  }

  void run(String id, List<HistoryEvent> history) {
    List<Integer> starts = new ArrayList<>();
    OrchestratorFunction<?> function = null;
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).body() instanceof EventBody.OrchestratorStarted) {
        starts.add(i);
      } else if (history.get(i).body() instanceof EventBody.ExecutionStarted started) {
        function = functions.findOrchestrator(started.function().name()).orElseThrow();
      }
    }
    if (function == null) {
      return; // Not begun yet.
    }
    for (int turn = 0; turn < starts.size(); turn++) {
      int end = turn + 1 < starts.size() ? starts.get(turn + 1) : history.size();
      run(id + ", turn " + turn, function, history.subList(0, starts.get(turn)),
          history.subList(starts.get(turn), end));
    }
  }

  private void run(String where, OrchestratorFunction<?> function, List<HistoryEvent> past,
      List<HistoryEvent> turn) {
    List<HistoryEvent> taken = turn.stream().filter(it -> it.eventId() < 0
        && !(it.body() instanceof EventBody.ExecutionCompleted)).toList();
    List<HistoryEvent> asked = turn.stream().filter(it -> it.eventId() >= 0).toList();
    OrchestratorRun run = new OrchestratorRun(new RunRequest(function, past, taken,
        new JacksonDataConverter(), ExceptionPropertiesProvider.NONE), TurnFeed.NONE);
    try {
      run.run();
    } catch (Unwinding e) {
      // It waits for what the next turn brings.
    }
    List<Action> actions = run.takeResult().actions().stream()
        .filter(it -> !(it instanceof Action.CancelTimer)).toList();
    boolean same = actions.size() == asked.size();
    for (int i = 0; same && i < asked.size(); i++) {
      same = asked.get(i).eventId() == actions.get(i).id()
          && expected(asked.get(i).body()).equals(actual(actions.get(i)));
    }
    if (!same) {
      differences.add(where + ": recorded " + asked + ", and now " + actions);
    }
    turns++;
  }

  private static List<@Nullable Object> expected(EventBody body) {
    return switch (body) {
      case EventBody.TaskScheduled it -> list("task", it.function(), it.input());
      case EventBody.SubOrchestrationCreated it ->
        list("child", it.instanceId(), it.function(), it.input());
      case EventBody.TimerCreated it -> list("timer", it.fireAt());
      case EventBody.EventSent it -> list("event", it.instanceId(), it.name(), it.input());
      case EventBody.ExecutionCompleted it -> list("end", it.status(), it.result(),
          it.failure() == null ? null : it.failure().message());
      case EventBody.EntityOperationSignaled it -> list("signal", it.targetInstanceId(),
          it.requestId(), it.operation(), it.input(), it.scheduledTime());
      case EventBody.EntityOperationCalled it ->
        list("call", it.targetInstanceId(), it.requestId(), it.operation(), it.input());
      case EventBody.EntityLockRequested it ->
        list("lock", it.criticalSectionId(), it.lockSet());
      case EventBody.EntityUnlockSent it ->
        list("unlock", it.criticalSectionId(), it.targetInstanceId());
      case EventBody other -> list(other);
    };
  }

  private static List<@Nullable Object> actual(Action action) {
    return switch (action) {
      case Action.ScheduleTask it -> list("task", it.function(), it.input());
      case Action.CreateSubOrchestration it ->
        list("child", it.instanceId(), it.function(), it.input());
      case Action.CreateTimer it -> list("timer", it.fireAt());
      case Action.SendEvent it -> list("event", it.instanceId(), it.name(), it.input());
      case Action.CompleteOrchestration it -> list("end", it.status(), it.result(),
          it.failure() == null ? null : it.failure().message());
      case Action.SignalEntity it -> expected(it.signal());
      case Action.CallEntity it -> expected(it.call());
      case Action.LockEntities it -> expected(it.request());
      case Action.UnlockEntity it -> expected(it.unlock());
      case Action other -> list(other);
    };
  }

  private static List<@Nullable Object> list(@Nullable Object... parts) {
    List<@Nullable Object> list = new ArrayList<>();
    for (Object part : parts) {
      list.add(part);
    }
    return list;
  }
}
