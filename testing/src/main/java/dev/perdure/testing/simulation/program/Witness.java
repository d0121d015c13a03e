package dev.perdure.testing.simulation.program;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the world decided in one execution: when things ended, and which events came. The reference
/// looks here for what no program can know by itself.
final class Witness {

  /// How something ended.
  ///
  /// @param position its place in the history
  record Ending(int position, @Nullable String result, @Nullable String failure) {}

  /// An event that came.
  record Raised(int position, String name, String payload) {}

  private final Map<Integer, Ending> endings = new HashMap<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final List<Raised> raised = new ArrayList<>();

  Witness(List<HistoryEvent> history) {
    for (int at = 0; at < history.size(); at++) {
      HistoryEvent event = history.get(at);
      if (event.body() instanceof EventBody.EntityOperationCalled call) {
        asked.put(call.requestId(), event.eventId());
      } else if (event.body() instanceof EventBody.EntityLockRequested request) {
        asked.put(request.criticalSectionId(), event.eventId());
      } else if (!readAnswer(at, event.body())) {
        read(at, event.body());
      }
    }
  }

  /// @return whether it is what entities answer
  private boolean readAnswer(int at, EventBody body) {
    switch (body) {
      case EventBody.EntityOperationCompleted it ->
        answered(it.requestId(), new Ending(at, it.output(), null));
      case EventBody.EntityOperationFailed it ->
        answered(it.requestId(), new Ending(at, null, it.failure().errorType()));
      case EventBody.EntityLockGranted it ->
        answered(it.criticalSectionId(), new Ending(at, "locked", null));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void answered(String name, Ending ending) {
    Integer id = asked.get(name);
    if (id != null) {
      endings.put(id, ending);
    }
  }

  private void read(int at, EventBody body) {
    if (body instanceof EventBody.TaskCompleted done) {
      endings.put(done.taskId(), new Ending(at, done.result(), null));
    } else if (body instanceof EventBody.TaskFailed failed) {
      endings.put(failed.taskId(), new Ending(at, null, failed.failure().errorType()));
    } else if (body instanceof EventBody.SubOrchestrationCompleted done) {
      endings.put(done.taskId(), new Ending(at, done.result(), null));
    } else if (body instanceof EventBody.SubOrchestrationFailed failed) {
      endings.put(failed.taskId(), new Ending(at, null, failed.failure().errorType()));
    } else if (body instanceof EventBody.TimerFired fired) {
      endings.put(fired.timerId(), new Ending(at, "fired", null));
    } else if (body instanceof EventBody.EventRaised event) {
      raised.add(new Raised(at, event.name(), String.valueOf(event.input())));
    }
  }

  /// How a task ended, or null.
  @Nullable
  Ending ending(int id) {
    return endings.get(id);
  }

  List<Raised> raised() {
    return raised;
  }
}
