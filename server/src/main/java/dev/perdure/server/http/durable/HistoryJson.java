package dev.perdure.server.http.durable;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.EventBody;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.server.http.durable.HistoryEventJson.Beginning;
import dev.perdure.server.http.durable.HistoryEventJson.Shown;
import dev.perdure.server.http.hub.EventWriter;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a history as Durable Functions shows it: the beginnings of turns are left out, and an
/// activity or sub-orchestration that has ended is one event, that of its end, with the name, the
/// input and the time of its scheduling in it. So what has begun is kept until its end is written.
final class HistoryJson implements EventWriter {
  /// What a beginning takes in memory beside its input.
  private static final int BEGINNING_BYTES = 200;

  private final Shown shown;

  /// The numbers of the beginnings that are shown with their ends.
  private final BitSet merged = new BitSet();
  private final Map<Integer, Foreseen> foreseen = new HashMap<>();
  private int seen;
  private long memory;
  private long most;

  private final Map<Integer, Beginning> begun = new HashMap<>();
  private int written;

  /// A beginning whose end has not been seen yet.
  private record Foreseen(int number, long bytes) {}

  HistoryJson(Shown shown) {
    this.shown = shown;
  }

  /// Finds out which scheduling each end belongs to. Ids can be used again after an end, so order
  /// counts.
  @Override
  public void foresee(HistoryEvent event) {
    int number = seen++;
    Integer ended = endedTask(event.body());
    Foreseen met = ended == null ? null : foreseen.remove(ended);
    Beginning beginning = beginning(event);
    if (met != null) {
      merged.set(met.number);
      memory -= met.bytes;
    } else if (beginning != null) {
      String input = beginning.input();
      long bytes = BEGINNING_BYTES + (input == null ? 0 : 2L * input.length());
      foreseen.put(event.eventId(), new Foreseen(number, bytes));
      memory += bytes;
      most = Math.max(most, memory);
    }
  }

  @Override
  public long memory() {
    return most;
  }

  @Override
  public void write(JsonGenerator json, HistoryEvent event) throws IOException {
    Beginning beginning = merged.get(written++) ? beginning(event) : null;
    if (beginning != null) {
      begun.put(event.eventId(), beginning);
    } else if (!(event.body() instanceof EventBody.OrchestratorStarted)) {
      Integer ended = endedTask(event.body());
      json.writeStartObject();
      new HistoryEventJson(json, shown).write(event, ended == null ? null : begun.remove(ended));
      json.writeEndObject();
    }
  }

  private @Nullable Beginning beginning(HistoryEvent event) {
    if (event.body() instanceof EventBody.TaskScheduled it) {
      return beginning(event, it.function(), it.input());
    }
    return event.body() instanceof EventBody.SubOrchestrationCreated it
        ? beginning(event, it.function(), it.input())
        : null;
  }

  private Beginning beginning(HistoryEvent event, FunctionRef function, @Nullable String input) {
    return new Beginning(event.timestamp(), function.name(), shown.inputs() ? input : null);
  }

  /// The id of the activity or sub-orchestration whose end an event is, or null.
  private static @Nullable Integer endedTask(EventBody body) {
    return switch (body) {
      case EventBody.TaskCompleted it -> (Integer) it.taskId();
      case EventBody.TaskFailed it -> (Integer) it.taskId();
      case EventBody.SubOrchestrationCompleted it -> (Integer) it.taskId();
      case EventBody.SubOrchestrationFailed it -> (Integer) it.taskId();
      case EventBody.ExecutionStarted _ -> null;
      case EventBody.ExecutionCompleted _ -> null;
      case EventBody.ExecutionTerminated _ -> null;
      case EventBody.ExecutionSuspended _ -> null;
      case EventBody.ExecutionResumed _ -> null;
      case EventBody.ExecutionRewound _ -> null;
      case EventBody.OrchestratorStarted _ -> null;
      case EventBody.TaskScheduled _ -> null;
      case EventBody.SubOrchestrationCreated _ -> null;
      case EventBody.TimerCreated _ -> null;
      case EventBody.TimerFired _ -> null;
      case EventBody.EventSent _ -> null;
      case EventBody.EventRaised _ -> null;
      case EventBody.EntityOperationSignaled _ -> null;
      case EventBody.EntityOperationCalled _ -> null;
      case EventBody.EntityOperationCompleted _ -> null;
      case EventBody.EntityOperationFailed _ -> null;
      case EventBody.EntityLockRequested _ -> null;
      case EventBody.EntityLockGranted _ -> null;
      case EventBody.EntityUnlockSent _ -> null;
    };
  }
}
