package dev.perdure.server.http.durable;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceState.Payloads;
import dev.perdure.server.http.exchange.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Writes an instance as Durable Functions shows it.
final class InstanceJson {
  private static final DateTimeFormatter WHOLE_SECONDS = DateTimeFormatter
      .ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private InstanceJson() {}

  static void write(JsonGenerator json, InstanceState state, boolean showInput)
      throws IOException {
    json.writeStartObject();
    writeFields(json, state, showInput);
    json.writeEndObject();
  }

  /// Writes the fields into an object that the caller opened, so that it can add more.
  static void writeFields(JsonGenerator json, InstanceState state, boolean showInput)
      throws IOException {
    Payloads payloads = state.payloads();
    json.writeStringField("name", state.function().name());
    json.writeStringField("instanceId", state.instanceId());
    json.writeStringField("runtimeStatus", state.status().label());
    json.writeFieldName("input");
    Json.embed(json, showInput && payloads != null ? payloads.input() : null);
    json.writeFieldName("customStatus");
    Json.embed(json, state.customStatus());
    json.writeFieldName("output");
    if (payloads != null && payloads.failure() != null) {
      json.writeString(text(payloads.failure()));
    } else {
      Json.embed(json, payloads == null ? null : payloads.output());
    }
    json.writeStringField("createdTime", seconds(state.times().created()));
    json.writeStringField("lastUpdatedTime", seconds(state.times().lastUpdated()));
  }

  /// About how many bytes of memory an instance takes for as long as it is shown.
  static long memory(InstanceState state) {
    Payloads payloads = state.payloads();
    long memory = bytes(state.customStatus());
    if (payloads != null) {
      memory += bytes(payloads.input()) + bytes(payloads.output());
      for (FailureDetails failure = payloads.failure(); failure != null;) {
        memory += bytes(failure.message()) + bytes(failure.stackTrace());
        failure = failure.innerFailure();
      }
    }
    return memory;
  }

  private static long bytes(@Nullable String text) {
    return text == null ? 0 : 2L * text.length();
  }

  private static String text(FailureDetails failure) {
    return failure.message().isEmpty() ? failure.errorType() : failure.message();
  }

  static String seconds(Instant instant) {
    return WHOLE_SECONDS.format(instant);
  }
}
