package dev.perdure.server.http.v1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.server.http.exchange.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A job as it is kept.
///
/// @param cursor where the last page that it has done ended, absent at the beginning
/// @param progress how far it was then
record JobRecord(
    String id, JobOrder order, Instant created, @Nullable String cursor, JobProgress progress) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /// What stands at the beginning; another number is another format.
  private static final int FORMAT = 1;

  byte[] bytes() {
    return Json.bytes(json -> {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("id", id);
      json.writeStringField("order", order.text());
      json.writeStringField("createdAt", created.toString());
      json.writeStringField("cursor", cursor);
      progress.write(json);
      json.writeEndObject();
    });
  }

  /// Reads what [#bytes] wrote.
  ///
  /// @throws IllegalArgumentException if it is something else
  static JobRecord of(byte[] bytes) {
    JsonNode json;
    try {
      json = MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException("Expected a job, but it is no JSON", e);
    }
    if (json == null || json.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException("Expected a job of the format " + FORMAT
          + ", but it has another one");
    }
    try {
      return new JobRecord(
          json.required("id").asText(), JobOrder.of(json.required("order").asText()),
          Instant.parse(json.required("createdAt").asText()),
          json.required("cursor").isNull() ? null : json.required("cursor").asText(),
          progress(json));
    } catch (RuntimeException e) { // Of many kinds; none of them is the server's fault.
      throw new IllegalArgumentException("Expected a job, but " + e.getMessage(), e);
    }
  }

  private static JobProgress progress(JsonNode json) {
    List<JobProgress.Trouble> troubles = new ArrayList<>();
    json.required("troubles").forEach(it -> troubles.add(
        new JobProgress.Trouble(it.required("id").asText(), it.required("message").asText())));
    return new JobProgress(
        state(json.required("state").asText()), json.required("done").asLong(),
        json.required("skipped").asLong(), json.required("failed").asLong(),
        json.required("resumed").asInt(), troubles);
  }

  private static JobProgress.State state(String label) {
    for (JobProgress.State state : JobProgress.State.values()) {
      if (state.label().equals(label)) {
        return state;
      }
    }
    throw new IllegalArgumentException("it has the unknown state " + label);
  }
}
