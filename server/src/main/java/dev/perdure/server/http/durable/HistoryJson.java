package dev.perdure.server.http.durable;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.server.http.exchange.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a history as Durable Functions shows it: the beginnings of turns are left out, and an
/// activity or sub-orchestration that has ended is one event, that of its end, with the name, the
/// input and the time of its scheduling in it.
final class HistoryJson {
  /// Ticks of 100 ns without trailing zeros, the way .NET writes times.
  private static final DateTimeFormatter TICKS = new DateTimeFormatterBuilder()
      .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
      .appendFraction(ChronoField.NANO_OF_SECOND, 0, 7, true)
      .appendLiteral('Z')
      .toFormatter()
      .withZone(ZoneOffset.UTC);

  private final JsonGenerator json;
  private final Shown shown;

  /// What of a history is shown.
  ///
  /// @param inputs the inputs
  /// @param outputs the results
  /// @param traces where in the code failures happened, which not every caller may see
  record Shown(boolean inputs, boolean outputs, boolean traces) {}

  HistoryJson(JsonGenerator json, Shown shown) {
    this.json = json;
    this.shown = shown;
  }

  void write(List<HistoryEvent> history) throws IOException {
    IdentityHashMap<HistoryEvent, HistoryEvent> beginnings = beginningsByEnd(history);
    Set<HistoryEvent> merged = identitySet();
    merged.addAll(beginnings.values());
    json.writeStartArray();
    for (HistoryEvent event : history) {
      if (!(event.body() instanceof EventBody.OrchestratorStarted) && !merged.contains(event)) {
        json.writeStartObject();
        write(event, beginnings.get(event));
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  /// Which scheduling each end belongs to. Ids can be used again after an end, so order counts.
  private static IdentityHashMap<HistoryEvent, HistoryEvent> beginningsByEnd(
      List<HistoryEvent> history) {
    Map<Integer, HistoryEvent> open = new HashMap<>();
    IdentityHashMap<HistoryEvent, HistoryEvent> beginnings = new IdentityHashMap<>();
    for (HistoryEvent event : history) {
      Integer ended = endedTask(event.body());
      HistoryEvent beginning = ended == null ? null : open.remove(ended);
      if (beginning != null) {
        beginnings.put(event, beginning);
      } else if (event.body() instanceof EventBody.TaskScheduled
          || event.body() instanceof EventBody.SubOrchestrationCreated) {
        open.put(event.eventId(), event);
      }
    }
    return beginnings;
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

  private void write(HistoryEvent event, @Nullable HistoryEvent beginning) throws IOException {
    json.writeStringField("EventType", type(event.body()));
    json.writeStringField("Timestamp", time(event.timestamp()));
    if (beginning != null) {
      json.writeStringField("ScheduledTime", time(beginning.timestamp()));
      writeBeginning(beginning.body());
    }
    writeBody(event.body());
  }

  private void writeBeginning(EventBody body) throws IOException {
    if (body instanceof EventBody.TaskScheduled it) {
      named("FunctionName", it.function().name(), it.input());
    } else if (body instanceof EventBody.SubOrchestrationCreated it) {
      named("FunctionName", it.function().name(), it.input());
    }
  }

  private void writeBody(EventBody body) throws IOException {
    switch (body) {
      case EventBody.ExecutionStarted it -> named("FunctionName", it.function().name(), it.input());
      case EventBody.ExecutionCompleted it -> {
        json.writeStringField("OrchestrationStatus", it.status().label());
        result(it.result());
        failure(it.failure());
      }
      case EventBody.ExecutionTerminated it -> value("Input", it.output());
      case EventBody.ExecutionSuspended it -> reason(it.reason());
      case EventBody.ExecutionResumed it -> reason(it.reason());
      case EventBody.ExecutionRewound it -> reason(it.reason());
      case EventBody.OrchestratorStarted _ -> {}
      case EventBody.TaskScheduled it -> scheduled(it.function(), it.input());
      case EventBody.TaskCompleted it -> result(it.result());
      case EventBody.TaskFailed it -> failure(it.failure());
      case EventBody.SubOrchestrationCreated it -> {
        json.writeStringField("InstanceId", it.instanceId());
        scheduled(it.function(), it.input());
      }
      case EventBody.SubOrchestrationCompleted it -> result(it.result());
      case EventBody.SubOrchestrationFailed it -> failure(it.failure());
      case EventBody.TimerCreated it -> json.writeStringField("FireAt", time(it.fireAt()));
      case EventBody.TimerFired it -> json.writeStringField("FireAt", time(it.fireAt()));
      case EventBody.EventSent it -> operation(it.instanceId(), it.name(), it.input());
      case EventBody.EventRaised it -> named("Name", it.name(), it.input());
      case EventBody.EntityOperationSignaled it ->
        operation(it.targetInstanceId(), it.operation(), it.input());
      case EventBody.EntityOperationCalled it ->
        operation(it.targetInstanceId(), it.operation(), it.input());
      case EventBody.EntityOperationCompleted it -> result(it.output());
      case EventBody.EntityOperationFailed it -> failure(it.failure());
      case EventBody.EntityLockRequested it -> lockSet(it.lockSet());
      case EventBody.EntityLockGranted _ -> {}
      case EventBody.EntityUnlockSent it ->
        json.writeStringField("InstanceId", it.targetInstanceId());
    }
  }

  private void named(String member, String name, @Nullable String input) throws IOException {
    json.writeStringField(member, name);
    input(input);
  }

  private void lockSet(List<String> entities) throws IOException {
    json.writeArrayFieldStart("LockSet");
    for (String entity : entities) {
      json.writeString(entity);
    }
    json.writeEndArray();
  }

  private void operation(@Nullable String entity, String operation, @Nullable String input)
      throws IOException {
    json.writeStringField("InstanceId", entity);
    json.writeStringField("Name", operation);
    input(input);
  }

  private void scheduled(FunctionRef function, @Nullable String input) throws IOException {
    json.writeStringField("Name", function.name());
    input(input);
  }

  private void input(@Nullable String input) throws IOException {
    if (shown.inputs()) {
      value("Input", input);
    }
  }

  private void result(@Nullable String result) throws IOException {
    if (shown.outputs()) {
      value("Result", result);
    }
  }

  private void reason(@Nullable String reason) throws IOException {
    if (reason != null) {
      json.writeStringField("Reason", reason);
    }
  }

  private void value(String name, @Nullable String text) throws IOException {
    json.writeFieldName(name);
    Json.embed(json, text);
  }

  private void failure(@Nullable FailureDetails failure) throws IOException {
    if (failure != null) {
      json.writeStringField("Reason", failure.message());
      json.writeFieldName("FailureDetails");
      details(failure);
    }
  }

  private void details(FailureDetails failure) throws IOException {
    json.writeStartObject();
    json.writeStringField("ErrorType", failure.errorType());
    json.writeStringField("ErrorMessage", failure.message());
    json.writeStringField("StackTrace", shown.traces() ? failure.stackTrace() : null);
    json.writeFieldName("InnerFailure");
    if (failure.innerFailure() == null) {
      json.writeNull();
    } else {
      details(failure.innerFailure());
    }
    json.writeBooleanField("IsNonRetriable", failure.nonRetriable());
    json.writeEndObject();
  }

  private static String time(Instant instant) {
    return TICKS.format(instant);
  }

  private static String type(EventBody body) {
    return switch (body) {
      case EventBody.SubOrchestrationCreated _ -> "SubOrchestrationInstanceCreated";
      case EventBody.SubOrchestrationCompleted _ -> "SubOrchestrationInstanceCompleted";
      case EventBody.SubOrchestrationFailed _ -> "SubOrchestrationInstanceFailed";
      default -> body.getClass().getSimpleName();
    };
  }

  private static Set<HistoryEvent> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
