package dev.perdure.server.http.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.LockWaiters;
import dev.perdure.server.http.exchange.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An entity, and a lock of an orchestration, in the form of this API.
final class EntityView {
  private EntityView() {}

  /// Writes an entity; its state and who waits for its lock, if they were asked for.
  static void write(JsonGenerator json, EntityState entity, boolean state) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", entity.id().instanceId());
    json.writeStringField("name", entity.id().name());
    json.writeStringField("key", entity.id().key());
    json.writeBooleanField("exists", entity.exists());
    json.writeStringField("modifiedAt", entity.lastModified().toString());
    json.writeNumberField("queueLength", entity.backlog());
    json.writeFieldName("lock");
    if (entity.lockedBy() == null) {
      json.writeNull();
    } else {
      holder(json, entity.lockedBy(), entity.lockedSince());
    }
    LockWaiters waiters = entity.waiters();
    if (waiters != null) {
      json.writeArrayFieldStart("waiters");
      for (LockWaiters.Waiter waiter : waiters.first()) {
        holder(json, waiter.instanceId(), waiter.since());
      }
      json.writeEndArray();
      json.writeBooleanField("allWaiters", waiters.whole());
    }
    if (state) {
      json.writeFieldName("state");
      Json.embed(json, entity.state());
    }
    json.writeEndObject();
  }

  private static void holder(JsonGenerator json, String instanceId, @Nullable Instant since)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("instanceId", instanceId);
    json.writeStringField("since", since == null ? null : since.toString());
    json.writeEndObject();
  }

  /// Writes an entity that an orchestration has locked or asked for.
  static void write(JsonGenerator json, InstanceLock lock) throws IOException {
    json.writeStartObject();
    json.writeStringField("entity", lock.entity().instanceId());
    json.writeStringField("section", lock.criticalSectionId());
    json.writeStringField("stage", lock.stage().name().toLowerCase(Locale.ROOT));
    json.writeStringField("since", lock.since() == null ? null : lock.since().toString());
    json.writeEndObject();
  }
}
