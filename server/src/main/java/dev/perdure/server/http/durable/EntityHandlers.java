package dev.perdure.server.http.durable;

import dev.perdure.model.EntityId;
import dev.perdure.model.Identifiers;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signals, shows and lists entities.
record EntityHandlers(HubCalls hub) {
  /// How the empty key is written where a key is needed.
  private static final String EMPTY_KEY = "$";

  /// Signals the operation `op`; the body is its input.
  Response signal(Request request, PathValues path) {
    String operation = request.query().get("op");
    return signaled(request, path, operation == null ? "" : operation, input(request));
  }

  /// Signals the operation `delete`.
  Response delete(Request request, PathValues path) {
    return signaled(request, path, "delete", null);
  }

  Response show(Request request, PathValues path) {
    String key = path.get("entityKey");
    EntityId id = id(path.get("entityName"), key.equals(EMPTY_KEY) ? "" : key);
    return hub.large(request, () -> shown(id));
  }

  private Response shown(EntityId id) {
    Optional<EntityState> found = hub.ask(it -> it.getEntity(id, true));
    return found.isEmpty() || !found.get().exists()
        ? Response.empty(404)
        : Response.json(200, json -> Json.embed(json, found.get().state()));
  }

  Response list(Request request, PathValues path) {
    return hub.page(request, () -> list(request, path.optional("entityName")));
  }

  private Response list(Request request, @Nullable String name) {
    Query query = request.query();
    boolean fetchState = Parameters.flag(query, "fetchState", false);
    var asked = new EntityQuery(
        name == null ? null : id(name, "").instanceId(),
        Parameters.date(query, "lastOperationTimeFrom"),
        Parameters.date(query, "lastOperationTimeTo"),
        new EntityQuery.Fetch(fetchState, false),
        Parameters.pageSize(query),
        Continuation.of(request));
    EntityPage page;
    try {
      page = hub.ask(it -> it.queryEntities(asked));
    } catch (IllegalArgumentException e) {
      throw Continuation.foreign(e);
    }
    return Continuation.on(Response.json(200, json -> {
      json.writeStartArray();
      for (EntityState entity : page.entities()) {
        json.writeStartObject();
        json.writeObjectFieldStart("entityId");
        json.writeStringField("name", entity.id().name());
        json.writeStringField("key", entity.id().key());
        json.writeEndObject();
        json.writeStringField("lastOperationTime", InstanceJson.seconds(entity.lastModified()));
        if (fetchState) {
          json.writeFieldName("state");
          Json.embed(json, entity.state());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }), page.continuation());
  }

  private Response signaled(
      Request request, PathValues path, String operation, @Nullable String input) {
    String key = path.optional("entityKey");
    EntityId id = id(path.get("entityName"), key == null ? "" : key);
    var asked = new OperationRequest(
        id, operation, input, null, Parameters.requestId(request.headers()));
    return Answers.of(hub.ask(it -> it.signalEntity(asked)), Response.empty(202), 409);
  }

  private static EntityId id(String name, String key) {
    EntityId id = new EntityId(name, key);
    String problem = Identifiers.entityIdProblem(id.instanceId());
    if (problem != null) {
      throw new BadRequestException(problem);
    }
    return id;
  }

  /// JSON is taken as such, anything else as text.
  private static @Nullable String input(Request request) {
    if (request.body().length == 0) {
      return null;
    }
    String text = FormText.utf8(request.body(), "the body");
    if (!Parameters.saysJson(request.headers())) {
      return new String(Json.bytes(json -> json.writeString(text)), StandardCharsets.UTF_8);
    }
    String problem = Json.problem(text);
    if (problem != null) {
      throw new BadRequestException("Could not parse JSON content: " + problem,
          "Expected JSON as the input of the operation, but " + problem);
    }
    return text;
  }
}
