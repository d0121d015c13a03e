package dev.perdure.server.http.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceState.Payloads;
import dev.perdure.server.http.exchange.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes an instance as this API shows it: every member is always there, with null for what is not
/// known, but for the payloads, which are there if they were asked for.
final class InstanceView {
  private InstanceView() {}

  static void write(JsonGenerator json, InstanceState state) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", state.instanceId());
    json.writeStringField("name", state.function().name());
    json.writeStringField("version", state.function().version());
    json.writeStringField("status", state.status().label());
    json.writeBooleanField("ended", state.status().isTerminal());
    json.writeStringField("executionId", state.execution().executionId());
    json.writeStringField("parentId", state.parentInstanceId());
    json.writeStringField("createdAt", state.times().created().toString());
    json.writeStringField("updatedAt", state.times().lastUpdated().toString());
    json.writeStringField("endedAt", text(state.times().completed()));
    json.writeStringField("startsAt", text(state.times().scheduledStart()));
    json.writeFieldName("customStatus");
    Json.embed(json, state.customStatus());
    json.writeObjectFieldStart("tags");
    for (Map.Entry<String, String> tag : new TreeMap<>(state.tags()).entrySet()) {
      json.writeStringField(tag.getKey(), tag.getValue());
    }
    json.writeEndObject();
    Payloads payloads = state.payloads();
    if (payloads != null) {
      write(json, payloads);
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Payloads payloads) throws IOException {
    json.writeFieldName("input");
    Json.embed(json, payloads.input());
    json.writeFieldName("output");
    Json.embed(json, payloads.output());
    json.writeFieldName("failure");
    write(json, payloads.failure());
  }

  /// Where in the code it happened is not told: whoever may read an instance need not see that.
  static void write(JsonGenerator json, @Nullable FailureDetails failure) throws IOException {
    if (failure == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("type", failure.errorType());
    json.writeStringField("message", failure.message());
    json.writeFieldName("cause");
    write(json, failure.innerFailure());
    json.writeEndObject();
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
