package dev.perdure.testing.simulation.program;

import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A history as a replaying program meets it: event by event, only as far as it has to look to go
/// on.
final class Past {

  /// The program waits for something that has not happened.
  static final class Blocked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Blocked() {
      super("The program waits", null, false, false);
    }
  }

  /// How something ended.
  private record Ending(@Nullable String result, @Nullable String failure) {}

  private final List<HistoryEvent> events;
  private final int boundary;
  private final Map<Integer, EventBody> recorded = new HashMap<>();
  private final Map<Integer, Ending> endings = new HashMap<>();
  private final Map<String, Ending> answers = new HashMap<>();
  private final List<HistoryEvent> buffer = new ArrayList<>();
  private List<Waiting> waiting = List.of();
  private Instant now = Instant.EPOCH;
  private EventBody.@Nullable ExecutionStarted started;
  private int cursor;

  Past(List<HistoryEvent> past, List<HistoryEvent> newEvents) {
    events = new ArrayList<>(past);
    events.addAll(newEvents);
    boundary = past.size();
    for (HistoryEvent event : events) {
      if (event.eventId() >= 0) {
        recorded.put(event.eventId(), event.body());
      }
    }
  }

  /// The input of the execution.
  String input() {
    while (started == null) {
      step();
    }
    String input = started.input();
    if (input == null) {
      throw new IllegalStateException("Expected an input, but the start has none");
    }
    return input;
  }

  ExecutionKey execution() {
    if (started == null) {
      throw new IllegalStateException("Expected an execution that has started");
    }
    return started.execution();
  }

  /// The orchestrator's clock.
  Instant now() {
    return now;
  }

  /// Whether the program has come past what earlier turns knew.
  boolean live() {
    return cursor > boundary;
  }

  /// How many of the new events the program has looked at.
  int lookedAt() {
    return Math.max(0, cursor - boundary);
  }

  List<Waiting> waiting() {
    return waiting;
  }

  void ended() {
    waiting = List.of();
  }

  /// Whether the history holds an action, which then must be the same.
  boolean recorded(int id, EventBody wanted) {
    EventBody body = recorded.get(id);
    if (body != null && !same(body, wanted)) {
      throw new IllegalStateException(
          "Expected the history to hold " + wanted + " as action " + id + ", but it is " + body);
    }
    return body != null;
  }

  /// The program ends here; no later action may be in the history.
  void expectEnd(int nextId) {
    for (Map.Entry<Integer, EventBody> entry : recorded.entrySet()) {
      if (entry.getKey() >= nextId
          && !(entry.getValue() instanceof EventBody.ExecutionCompleted)) {
        throw new IllegalStateException(
            "Expected no action after " + nextId + ", but the history holds " + entry);
      }
    }
  }

  private static boolean same(EventBody body, EventBody wanted) {
    if (body instanceof EventBody.SubOrchestrationCreated is
        && wanted instanceof EventBody.SubOrchestrationCreated should) {
      return String.valueOf(is.input()).equals(should.input())
          && (should.instanceId().isEmpty() || should.instanceId().equals(is.instanceId()));
    }
    return body.equals(wanted);
  }

  /// Looks at events until one of these has ended.
  ///
  /// @return which of them
  int await(List<Waiting> any) {
    waiting = any;
    while (true) {
      for (int i = 0; i < any.size(); i++) {
        if (done(any.get(i))) {
          return i;
        }
      }
      step();
    }
  }

  boolean done(Waiting what) {
    return switch (what) {
      case Waiting.ForTask task -> endings.containsKey(task.id());
      case Waiting.ForTimer timer -> endings.containsKey(timer.id());
      case Waiting.ForChild child -> endings.containsKey(child.id());
      case Waiting.ForCall call -> answers.containsKey(call.requestId());
      case Waiting.ForLocks locks -> answers.containsKey(locks.criticalSectionId());
      case Waiting.ForEvent event -> raised(event.name()) != null;
    };
  }

  /// The result of something that has ended.
  String take(Waiting what) {
    return switch (what) {
      case Waiting.ForTask task -> result(endings.get(task.id()), task.id());
      case Waiting.ForTimer timer -> result(endings.get(timer.id()), timer.id());
      case Waiting.ForChild child -> result(endings.get(child.id()), child.id());
      case Waiting.ForCall call -> result(answers.get(call.requestId()), call.id());
      case Waiting.ForLocks locks ->
        result(answers.get(locks.criticalSectionId()), locks.id());
      case Waiting.ForEvent wait -> {
        HistoryEvent event = raised(wait.name());
        buffer.remove(event);
        yield event != null && event.body() instanceof EventBody.EventRaised raised
            ? String.valueOf(raised.input())
            : "";
      }
    };
  }

  private static String result(@Nullable Ending ending, int id) {
    if (ending == null) {
      throw new IllegalStateException("Expected task " + id + " to have ended");
    }
    if (ending.failure() != null) {
      throw new ProgramFailure(ending.failure(), List.of(id));
    }
    return String.valueOf(ending.result());
  }

  private @Nullable HistoryEvent raised(String name) {
    for (HistoryEvent event : buffer) {
      if (event.body() instanceof EventBody.EventRaised raised && raised.name().equals(name)) {
        return event;
      }
    }
    return null;
  }

  /// The events that nobody has consumed.
  ///
  /// @param all whether those count that the program has not looked at
  List<HistoryEvent> unconsumed(boolean all) {
    List<HistoryEvent> unconsumed = new ArrayList<>(buffer);
    for (int i = cursor; all && i < events.size(); i++) {
      if (events.get(i).body() instanceof EventBody.EventRaised) {
        unconsumed.add(events.get(i));
      }
    }
    return unconsumed;
  }

  /// The payloads of all events that came.
  List<String> payloads() {
    List<String> payloads = new ArrayList<>();
    for (HistoryEvent event : events) {
      if (event.body() instanceof EventBody.EventRaised raised) {
        payloads.add(String.valueOf(raised.input()));
      }
    }
    return payloads;
  }

  private void step() {
    if (cursor >= events.size()) {
      throw new Blocked();
    }
    HistoryEvent event = events.get(cursor++);
    switch (event.body()) {
      case EventBody.OrchestratorStarted unused -> now = event.timestamp();
      case EventBody.ExecutionStarted start -> started = start;
      case EventBody.TaskCompleted done ->
        end(endings, done.taskId(), new Ending(done.result(), null));
      case EventBody.TaskFailed failed ->
        end(endings, failed.taskId(), new Ending(null, failed.failure().errorType()));
      case EventBody.SubOrchestrationCompleted done ->
        end(endings, done.taskId(), new Ending(done.result(), null));
      case EventBody.SubOrchestrationFailed failed ->
        end(endings, failed.taskId(), new Ending(null, failed.failure().errorType()));
      case EventBody.TimerFired fired ->
        end(endings, fired.timerId(), new Ending("fired", null));
      case EventBody.EventRaised unused -> buffer.add(event);
      case EventBody.TaskScheduled unused -> {}
      case EventBody.SubOrchestrationCreated unused -> {}
      case EventBody.TimerCreated unused -> {}
      case EventBody.EventSent unused -> {}
      case EventBody.EntityOperationSignaled unused -> {}
      case EventBody.EntityOperationCalled unused -> {}
      case EventBody.EntityOperationCompleted it ->
        end(answers, it.requestId(), new Ending(it.output(), null));
      case EventBody.EntityOperationFailed it ->
        end(answers, it.requestId(), new Ending(null, it.failure().errorType()));
      case EventBody.EntityLockRequested unused -> {}
      case EventBody.EntityLockGranted it ->
        end(answers, it.criticalSectionId(), new Ending("locked", null));
      case EventBody.EntityUnlockSent unused -> {}
      case EventBody.ExecutionCompleted unused -> {}
      case EventBody.ExecutionTerminated unused -> {}
      case EventBody.ExecutionSuspended unused -> {}
      case EventBody.ExecutionResumed unused -> {}
      case EventBody.ExecutionRewound unused -> {}
    }
  }

  private static <T> void end(Map<T, Ending> endings, T id, Ending ending) {
    if (endings.putIfAbsent(id, ending) != null) {
      throw new IllegalStateException("Expected one result of task " + id + ", but got two");
    }
  }
}
