package dev.perdure.testing.simulation.check;

import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The history of one execution as its batches made it durable, judged event by event.
final class ExecutionRecord {
  private final ExecutionKey key;
  private final Findings findings;
  private final Consumer<String> sightings;
  private final List<HistoryEvent> events = new ArrayList<>();
  private final List<Integer> rowStarts = new ArrayList<>();
  private final Map<Integer, EventBody> scheduled = new HashMap<>();
  private final Set<Integer> answered = new HashSet<>();
  private final Map<String, Integer> lastOfSender = new HashMap<>();
  private final Set<String> raised = new HashSet<>();
  private Instant clock = Instant.EPOCH;
  private EventBody.@Nullable ExecutionStarted started;
  private EventBody.@Nullable ExecutionCompleted completed;

  ExecutionRecord(ExecutionKey key, Findings findings, Consumer<String> sightings) {
    this.key = key;
    this.findings = findings;
    this.sightings = sightings;
  }

  ExecutionKey key() {
    return key;
  }

  List<HistoryEvent> events() {
    return events;
  }

  /// Where each row of history begins.
  List<Integer> rowStarts() {
    return rowStarts;
  }

  EventBody.@Nullable ExecutionStarted started() {
    return started;
  }

  EventBody.@Nullable ExecutionCompleted completed() {
    return completed;
  }

  /// Whether it goes on from the history of an execution that failed.
  boolean rewound() {
    return started != null && !started.execution().equals(key);
  }

  /// A row of history has become durable.
  void append(long row, List<HistoryEvent> added, Instant now) {
    check(row == rowStarts.size(), "row " + row + " follows " + rowStarts.size() + " rows");
    check(completed == null, "row " + row + " follows the end");
    check(!added.isEmpty()
        && added.get(0).body() instanceof EventBody.OrchestratorStarted,
        "row " + row + " does not begin with OrchestratorStarted");
    rowStarts.add(events.size());
    for (HistoryEvent event : added) {
      number(event);
      read(event, now);
      events.add(event);
    }
  }

  private void number(HistoryEvent event) {
    if (event.eventId() >= 0 && !(event.body() instanceof EventBody.ExecutionCompleted)) {
      check(scheduled.put(event.eventId(), event.body()) == null,
          "action " + event.eventId() + " is there twice");
    }
  }

  private void read(HistoryEvent event, Instant now) {
    switch (event.body()) {
      case EventBody.OrchestratorStarted unused -> tick(event.timestamp());
      case EventBody.ExecutionStarted start -> {
        check(started == null, "it starts twice");
        started = start;
      }
      case EventBody.ExecutionCompleted end -> {
        check(completed == null, "it completes twice");
        completed = end;
      }
      case EventBody.TaskCompleted it -> taskEnded(it.taskId(), null);
      case EventBody.TaskFailed it -> taskEnded(it.taskId(), it.failure());
      case EventBody.SubOrchestrationCompleted it -> childEnded(it.taskId(), null);
      case EventBody.SubOrchestrationFailed it -> childEnded(it.taskId(), it.failure());
      case EventBody.TimerFired it -> fired(it, event.timestamp(), now);
      case EventBody.EventRaised it -> take(String.valueOf(it.input()));
      case EventBody.TaskScheduled unused -> {}
      case EventBody.SubOrchestrationCreated unused -> {}
      case EventBody.TimerCreated unused -> {}
      case EventBody.EventSent unused -> {}
      case EventBody.EntityOperationSignaled unused -> {}
      case EventBody.EntityOperationCalled unused -> {}
      case EventBody.EntityOperationCompleted unused -> {}
      case EventBody.EntityOperationFailed unused -> {}
      case EventBody.EntityLockRequested unused -> {}
      case EventBody.EntityLockGranted unused -> {}
      case EventBody.EntityUnlockSent unused -> {}
      case EventBody.ExecutionTerminated unused -> {}
      case EventBody.ExecutionSuspended unused -> {}
      case EventBody.ExecutionResumed unused -> {}
      case EventBody.ExecutionRewound unused -> {}
    }
  }

  private void tick(Instant time) {
    check(!time.isBefore(clock),
        "the orchestrator's clock goes back to " + time + " from " + clock);
    clock = time;
  }

  private void answer(int taskId, boolean wasScheduled) {
    check(wasScheduled, "a result of task " + taskId + ", which was not scheduled");
    check(answered.add(taskId), "two results of task " + taskId);
  }

  private void taskEnded(int taskId, @Nullable FailureDetails failure) {
    answer(taskId, scheduled.get(taskId) instanceof EventBody.TaskScheduled);
    seen(failure);
  }

  private void childEnded(int taskId, @Nullable FailureDetails failure) {
    answer(taskId, scheduled.get(taskId) instanceof EventBody.SubOrchestrationCreated);
    seen(failure);
  }

  private void seen(@Nullable FailureDetails failure) {
    if (failure != null && failure.errorType().startsWith("dev.perdure.")) {
      sightings.accept("- failure " + failure.errorType());
    }
  }

  private void fired(EventBody.TimerFired fired, Instant timestamp, Instant now) {
    int id = fired.timerId();
    answer(id, scheduled.get(id) instanceof EventBody.TimerCreated);
    if (scheduled.get(id) instanceof EventBody.TimerCreated created) {
      boolean early = timestamp.isBefore(created.fireAt()) || now.isBefore(created.fireAt());
      findings.check(!early, Oracle.TIMER,
          () -> key + ": timer " + id + " was to fire at " + created.fireAt() + " and fired at "
              + timestamp + ", when it was " + now);
      if (now.isAfter(created.fireAt().plusSeconds(5))) {
        sightings.accept("- timer fired late");
      }
    }
  }

  /// Payloads are "sender number", so that each is unique and each sender's grow.
  private void take(String payload) {
    findings.check(raised.add(payload), Oracle.EVENT,
        () -> key + ": the event '" + payload + "' twice");
    int space = payload.lastIndexOf(' ');
    String sender = payload.substring(0, Math.max(0, space));
    int number = Integer.parseInt(payload.substring(space + 1));
    Integer before = lastOfSender.put(sender, number);
    findings.check(before == null || before < number, Oracle.EVENT,
        () -> key + ": the event '" + payload + "' was overtaken by number " + before);
  }

  private void check(boolean holds, String text) {
    if (!holds) {
      findings.add(Oracle.HISTORY, key + ": " + text + " in " + events);
    }
  }
}
