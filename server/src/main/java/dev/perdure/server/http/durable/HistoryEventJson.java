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
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes an event of a history as Durable Functions shows it.
final class HistoryEventJson {
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

  /// The scheduling of an activity or a sub-orchestration, as far as its end shows it.
  ///
  /// @param at when it was
  /// @param function what was scheduled
  /// @param input its input, null if it has none or none is shown
  record Beginning(Instant at, String function, @Nullable String input) {}

  HistoryEventJson(JsonGenerator json, Shown shown) {
    this.json = json;
    this.shown = shown;
  }

  /// Writes the members of an event.
  ///
  /// @param beginning what it ends, if it is shown with it
  void write(HistoryEvent event, @Nullable Beginning beginning) throws IOException {
    json.writeStringField("EventType", type(event.body()));
    json.writeStringField("Timestamp", time(event.timestamp()));
    if (beginning != null) {
      json.writeStringField("ScheduledTime", time(beginning.at()));
      named("FunctionName", beginning.function(), beginning.input());
    }
    writeBody(event.body());
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
}
