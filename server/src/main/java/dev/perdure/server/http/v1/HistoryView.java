package dev.perdure.server.http.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.hub.EventWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a history as it is, event by event. The members of an event are the components of its
/// record, so that no event is forgotten here.
final class HistoryView implements EventWriter {
  /// The components that hold JSON.
  private static final Set<String> PAYLOADS = Set.of("input", "output", "result");

  @Override
  public void write(JsonGenerator json, HistoryEvent event) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", event.body().getClass().getSimpleName());
    json.writeStringField("at", event.timestamp().toString());
    if (event.eventId() != HistoryEvent.NO_ID) {
      json.writeNumberField("id", event.eventId());
    }
    write(json, event.body());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, EventBody body) throws IOException {
    for (RecordComponent component : body.getClass().getRecordComponents()) {
      Object value;
      try {
        value = component.getAccessor().invoke(body);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Expected to read " + component + " of a record", e);
      }
      if (value != null) {
        json.writeFieldName(component.getName());
        write(json, component.getName(), value);
      }
    }
  }

  private static void write(JsonGenerator json, String name, Object value) throws IOException {
    switch (value) {
      case String it when PAYLOADS.contains(name) -> Json.embed(json, it);
      case FailureDetails it -> InstanceView.write(json, it);
      case FunctionRef it -> writeFunction(json, it);
      case Integer it -> json.writeNumber(it);
      case Long it -> json.writeNumber(it);
      case Boolean it -> json.writeBoolean(it);
      case Map<?, ?> it -> writeTexts(json, it);
      case Record it -> writeRecord(json, it);
      default -> json.writeString(value.toString());
    }
  }

  private static void writeFunction(JsonGenerator json, FunctionRef function) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", function.name());
    @Nullable
    String version = function.version();
    json.writeStringField("version", version);
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, Map<?, ?> texts) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : texts.entrySet()) {
      json.writeStringField(entry.getKey().toString(), String.valueOf(entry.getValue()));
    }
    json.writeEndObject();
  }

  /// Records within events name things: instances, parents, traces.
  private static void writeRecord(JsonGenerator json, Record inner) throws IOException {
    json.writeStartObject();
    for (RecordComponent component : inner.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(inner);
        if (value != null) {
          json.writeFieldName(component.getName());
          write(json, component.getName(), value);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Expected to read " + component + " of a record", e);
      }
    }
    json.writeEndObject();
  }
}
