package dev.perdure.engine.orchestration;

import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.json.EntityJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A failed execution's history without the failures that ended it: what a rewind replays. An
/// activity that failed or has no result loses its scheduling, too, so that its orchestrator
/// schedules it again; a sub-orchestration keeps it and is rewound itself, unless it never began.
/// For entities see [RewoundEntities]; what was said to and by them in the older form of
/// [EntityJson] is read as what it means.
/// Failures that the orchestrator survived (it caught them, or retried after a timer) stay, since
/// what it did next is in the history.
final class RewoundHistory {
  private final List<HistoryEvent> history;
  private final List<HistoryEvent> meant;
  private final Culprits culprits;
  private final Set<Integer> removed = new HashSet<>();
  private final RewoundEntities entities = new RewoundEntities();
  private final Map<Integer, Integer> openActivities = new HashMap<>();
  private final Map<Integer, Integer> openChildren = new LinkedHashMap<>();
  private final Map<Integer, Instant> openTimers = new LinkedHashMap<>();

  private RewoundHistory(
      List<HistoryEvent> history, List<HistoryEvent> meant, Culprits culprits) {
    this.history = history;
    this.meant = meant;
    this.culprits = culprits;
  }

  /// Rewinds a history.
  ///
  /// @param failedTasks the tasks whose failures ended the execution, as its worker named them; if
  ///     it named none, they are the failures after which nothing was scheduled any more
  static RewoundHistory of(List<HistoryEvent> history, List<Integer> failedTasks) {
    List<HistoryEvent> meant = history.stream()
        .map(it -> new HistoryEvent(it.eventId(), it.timestamp(), EntityJson.meant(it.body())))
        .toList();
    RewoundHistory rewound = new RewoundHistory(
        history, meant, Culprits.of(meant, failedTasks));
    for (int i = 0; i < meant.size(); i++) {
      rewound.read(i, meant.get(i));
    }
    rewound.removed.addAll(rewound.openActivities.values());
    rewound.removed.addAll(rewound.entities.unanswered());
    return rewound;
  }

  /// What remains.
  List<HistoryEvent> events() {
    List<HistoryEvent> kept = new ArrayList<>(history.size());
    for (int i = 0; i < history.size(); i++) {
      if (!removed.contains(i)) {
        kept.add(history.get(i));
      }
    }
    return kept;
  }

  /// The sub-orchestrations that are to answer, by the id of the action that created them.
  Map<Integer, EventBody.SubOrchestrationCreated> children() {
    Map<Integer, EventBody.SubOrchestrationCreated> children = new LinkedHashMap<>();
    openChildren.forEach((taskId, at) -> {
      if (meant.get(at).body() instanceof EventBody.SubOrchestrationCreated created) {
        children.put(taskId, created);
      }
    });
    return children;
  }

  /// When the timers fire that have not fired, by the id of the action that created them.
  Map<Integer, Instant> timers() {
    return openTimers;
  }

  /// The critical sections that the orchestrator stands in.
  List<RewoundEntities.Section> sections() {
    return entities.sections();
  }

  /// Follows what is open. Ids may repeat, so that each result belongs to the latest scheduling
  /// before it.
  private void read(int at, HistoryEvent event) {
    switch (event.body()) {
      case EventBody.TaskScheduled unused -> openActivities.put(event.eventId(), at);
      case EventBody.TaskCompleted completed -> openActivities.remove(completed.taskId());
      case EventBody.TaskFailed failed -> activityFailed(at, failed.taskId());
      case EventBody.SubOrchestrationCreated unused -> openChildren.put(event.eventId(), at);
      case EventBody.SubOrchestrationCompleted completed ->
        openChildren.remove(completed.taskId());
      case EventBody.SubOrchestrationFailed failed -> childFailed(at, failed);
      case EventBody.TimerCreated created -> openTimers.put(event.eventId(), created.fireAt());
      case EventBody.TimerFired fired -> openTimers.remove(fired.timerId());
      case EventBody.ExecutionCompleted unused -> removed.add(at);
      case EventBody.ExecutionStarted unused -> {}
      case EventBody.ExecutionTerminated unused -> {}
      case EventBody.ExecutionSuspended unused -> {}
      case EventBody.ExecutionResumed unused -> {}
      case EventBody.ExecutionRewound unused -> {}
      case EventBody.OrchestratorStarted unused -> {}
      case EventBody.EventSent unused -> {}
      case EventBody.EventRaised unused -> {}
      case EventBody.EntityOperationSignaled unused -> {}
      case EventBody.EntityOperationCalled call -> entities.called(at, call);
      case EventBody.EntityOperationCompleted completed ->
        entities.answered(completed.requestId());
      case EventBody.EntityOperationFailed failed -> callFailed(at, failed);
      case EventBody.EntityLockRequested request ->
        entities.lockRequested(at, event.eventId(), request);
      case EventBody.EntityLockGranted granted -> entities.answered(granted.criticalSectionId());
      case EventBody.EntityUnlockSent unlock -> unlocked(at, unlock);
    }
  }

  private void activityFailed(int at, int taskId) {
    if (culprits.include(at, taskId)) {
      removed.add(at);
    } else {
      openActivities.remove(taskId);
    }
  }

  private void callFailed(int at, EventBody.EntityOperationFailed failed) {
    Integer call = entities.call(failed.requestId());
    if (call != null && culprits.include(at, meant.get(call).eventId())) {
      removed.add(at);
    } else {
      entities.answered(failed.requestId());
    }
  }

  /// What the orchestrator gave up since it failed, it still holds.
  private void unlocked(int at, EventBody.EntityUnlockSent unlock) {
    if (at > culprits.first()) {
      removed.add(at);
    } else {
      entities.unlocked(unlock);
    }
  }

  private void childFailed(int at, EventBody.SubOrchestrationFailed failed) {
    if (!culprits.include(at, failed.taskId())) {
      openChildren.remove(failed.taskId());
      return;
    }
    removed.add(at);
    if (neverBegan(failed.failure())) {
      Integer created = openChildren.remove(failed.taskId());
      if (created != null) {
        removed.add(created);
      }
    }
  }

  private static boolean neverBegan(FailureDetails failure) {
    return failure.errorType().equals(StartHandler.ID_IN_USE)
        || failure.errorType().equals(Actions.INVALID_CALL);
  }

  /// The failures that ended the execution.
  ///
  /// @param from where they begin
  /// @param latest of each task that the worker named, its latest failure, unless it was retried
  ///     after; empty if it named none
  private record Culprits(int from, Map<Integer, Integer> latest) {

    static Culprits of(List<HistoryEvent> history, List<Integer> failedTasks) {
      Set<Integer> named = new HashSet<>(failedTasks);
      Map<Integer, Integer> latest = new HashMap<>();
      Map<String, Integer> calls = new HashMap<>();
      int afterLastScheduling = 0;
      for (int i = 0; i < history.size(); i++) {
        HistoryEvent event = history.get(i);
        Integer failed = failedTask(event.body(), calls);
        if (failed != null && named.contains(failed)) {
          latest.put(failed, i);
        } else if (schedules(event)) {
          afterLastScheduling = i + 1;
          latest.remove(event.eventId());
          if (event.body() instanceof EventBody.EntityOperationCalled call) {
            calls.put(call.requestId(), event.eventId());
          }
        }
      }
      return new Culprits(latest.isEmpty() ? afterLastScheduling : 0, latest);
    }

    private static @Nullable Integer failedTask(EventBody body, Map<String, Integer> calls) {
      return switch (body) {
        case EventBody.TaskFailed failed -> failed.taskId();
        case EventBody.SubOrchestrationFailed failed -> failed.taskId();
        case EventBody.EntityOperationFailed failed -> calls.get(failed.requestId());
        default -> null;
      };
    }

    /// Whether the event shows that the orchestrator went on. Leaving a critical section does not:
    /// that happens on the way out, too.
    private static boolean schedules(HistoryEvent event) {
      return event.eventId() >= 0
          && !(event.body() instanceof EventBody.ExecutionCompleted)
          && !(event.body() instanceof EventBody.EntityUnlockSent);
    }

    /// Where the first of them is, or where they begin.
    int first() {
      int first = latest.isEmpty() ? from : Integer.MAX_VALUE;
      for (int at : latest.values()) {
        first = Math.min(first, at);
      }
      return first;
    }

    boolean include(int at, int taskId) {
      return at >= from && (latest.isEmpty() || latest.getOrDefault(taskId, -1) == at);
    }
  }
}
