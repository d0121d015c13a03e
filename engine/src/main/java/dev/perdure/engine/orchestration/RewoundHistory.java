package dev.perdure.engine.orchestration;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A failed execution's history without the failures that ended it: what a rewind replays. An
/// activity that failed loses its scheduling, too, so that its orchestrator schedules it again; a
/// sub-orchestration keeps it and is rewound itself. Failures that the orchestrator survived (it
/// caught them, or retried after a timer) stay, since what it did next is in the history.
///
/// @param events what remains
/// @param children the sub-orchestrations to rewind, by the id of the action that created them
record RewoundHistory(
    List<HistoryEvent> events, Map<Integer, EventBody.SubOrchestrationCreated> children) {

  /// Rewinds a history.
  ///
  /// @param culprits the tasks whose failures ended the execution, as its worker named them; if it
  ///     named none, they are the failures after which nothing was scheduled any more
  static RewoundHistory of(List<HistoryEvent> history, List<Integer> culprits) {
    Set<Integer> removed = removed(history, culprits);
    List<HistoryEvent> kept = new ArrayList<>(history.size());
    Map<Integer, EventBody.SubOrchestrationCreated> children = new HashMap<>();
    for (int i = 0; i < history.size(); i++) {
      HistoryEvent event = history.get(i);
      if (removed.contains(i)) {
        if (event.body() instanceof EventBody.SubOrchestrationFailed failed) {
          children.put(failed.taskId(), created(history, failed.taskId(), i));
        }
      } else if (!(event.body() instanceof EventBody.ExecutionCompleted)) {
        kept.add(event);
      }
    }
    return new RewoundHistory(kept, children);
  }

  /// The positions of the events to drop. Ids may repeat, so that each failure takes the latest
  /// scheduling before it along.
  private static Set<Integer> removed(List<HistoryEvent> history, List<Integer> culprits) {
    int first = culprits.isEmpty() ? afterLastScheduling(history) : 0;
    Set<Integer> open = new HashSet<>(culprits);
    Set<Integer> removed = new HashSet<>();
    for (int i = history.size() - 1; i >= first; i--) {
      EventBody body = history.get(i).body();
      if (body instanceof EventBody.TaskFailed failed
          && isCulprit(culprits, open, failed.taskId())) {
        removed.add(i);
        removed.add(scheduling(history, failed.taskId(), i));
      } else if (body instanceof EventBody.SubOrchestrationFailed failed
          && isCulprit(culprits, open, failed.taskId())) {
        removed.add(i);
      }
    }
    return removed;
  }

  private static boolean isCulprit(List<Integer> culprits, Set<Integer> open, int taskId) {
    return culprits.isEmpty() || open.remove(taskId);
  }

  private static int afterLastScheduling(List<HistoryEvent> history) {
    int after = 0;
    for (int i = 0; i < history.size(); i++) {
      EventBody body = history.get(i).body();
      if (history.get(i).eventId() >= 0 && !(body instanceof EventBody.ExecutionCompleted)) {
        after = i + 1;
      }
    }
    return after;
  }

  private static int scheduling(List<HistoryEvent> history, int taskId, int before) {
    for (int i = before - 1; i >= 0; i--) {
      HistoryEvent event = history.get(i);
      if (event.eventId() == taskId && event.body() instanceof EventBody.TaskScheduled) {
        return i;
      }
    }
    throw new IllegalStateException(
        "Expected the failed task " + taskId + " to have been scheduled, but its history says not");
  }

  private static EventBody.SubOrchestrationCreated created(
      List<HistoryEvent> history, int taskId, int before) {
    for (int i = before - 1; i >= 0; i--) {
      HistoryEvent event = history.get(i);
      if (event.eventId() == taskId
          && event.body() instanceof EventBody.SubOrchestrationCreated created) {
        return created;
      }
    }
    throw new IllegalStateException(
        "Expected the failed sub-orchestration " + taskId
            + " to have been created, but its history says not");
  }
}
