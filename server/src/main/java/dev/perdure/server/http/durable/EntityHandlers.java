package dev.perdure.server.http.durable;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.EntityId;
import dev.perdure.model.Identifiers;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signals entities, and shows one or a page of them. The key `$` stands for the empty one where a
/// path cannot end without a key.
record EntityHandlers(HubCalls hub) {
  private static final String CONTINUATION = "x-ms-continuation-token";
  private static final String EMPTY_KEY = "$";

  Response signal(Request request, PathValues path) {
    String operation = request.query().get("op");
    String key = path.optional("entityKey");
    return signal(
        request, entity(path, key == null ? "" : key), operation == null ? "" : operation,
        input(request));
  }

  Response delete(Request request, PathValues path) {
    return signal(request, entity(path, path.get("entityKey")), "delete", null);
  }

  private Response signal(
      Request request, EntityId entity, String operation, @Nullable String input) {
    Outcome outcome = hub.ask(
        it -> it.signalEntity(
            new OperationRequest(
                entity, operation, input, null, Parameters.requestId(request.headers()))));
    return Answers.of(outcome, Response.empty(202), 410);
  }

  /// The state alone, as it is.
  Response state(Request request, PathValues path) {
    String key = path.get("entityKey");
    EntityId entity = entity(path, key.equals(EMPTY_KEY) ? "" : key);
    Optional<EntityState> found = hub.ask(it -> it.getEntity(entity, true));
    return found.isEmpty()
        ? Answers.unknown()
        : Response.json(200, json -> Json.embed(json, found.get().state()));
  }

  Response list(Request request, PathValues path) {
    Query query = request.query();
    String name = path.optional("entityName");
    boolean fetchState = Parameters.flag(query, "fetchState", false);
    int top = Parameters.number(query, "top", InstanceQuery.DEFAULT_PAGE_SIZE);
    EntityPage page = hub.ask(
        it -> it.queryEntities(
            new EntityQuery(
                name == null ? null : "@" + name.toLowerCase(Locale.ROOT) + "@",
                Parameters.date(query, "lastOperationTimeFrom"),
                Parameters.date(query, "lastOperationTimeTo"),
                new EntityQuery.Fetch(fetchState, false),
                Math.clamp(top, 1, InstanceQuery.MAX_PAGE_SIZE), continuation(request))));
    return Response
        .json(200, json -> {
          json.writeStartArray();
          for (EntityState entity : page.entities()) {
            write(json, entity, fetchState);
          }
          json.writeEndArray();
        })
        .with(CONTINUATION, page.continuation() == null
            ? ""
            : Base64.getUrlEncoder().withoutPadding()
                .encodeToString(page.continuation().getBytes(StandardCharsets.UTF_8)));
  }

  private static void write(JsonGenerator json, EntityState entity, boolean fetchState)
      throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("entityId");
    json.writeStringField("name", entity.id().name());
    json.writeStringField("key", entity.id().key());
    json.writeEndObject();
    Instant modified = entity.lastModified().truncatedTo(ChronoUnit.SECONDS);
    json.writeStringField("lastOperationTime", modified.toString());
    if (fetchState) {
      json.writeFieldName("state");
      Json.embed(json, entity.state());
    }
    json.writeEndObject();
  }

  private static @Nullable String continuation(Request request) {
    String token = request.headers().get(CONTINUATION);
    if (token == null || token.isBlank()) {
      return null;
    }
    try {
      return new String(Base64.getUrlDecoder().decode(token.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("Expected a continuation token that a page had before");
    }
  }

  /// A valid entity. Durable Functions allows fewer keys than its protocol does.
  private static EntityId entity(PathValues path, String key) {
    EntityId entity = new EntityId(path.get("entityName"), key);
    String problem = Identifiers.entityIdProblem(entity.instanceId());
    if (problem == null && key.chars().anyMatch(c -> "/\\#?".indexOf(c) >= 0)) {
      problem = "Expected an entity key without / \\ # ?, but got " + Identifiers.quote(key);
    }
    if (problem != null) {
      throw new BadRequestException(problem);
    }
    return entity;
  }

  /// The body: JSON as it is, anything else as a string.
  private static @Nullable String input(Request request) {
    if (request.body().length == 0) {
      return null;
    }
    String text = FormText.utf8(request.body(), "the body");
    String type = request.headers().get("Content-Type");
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      return new String(Json.bytes(json -> json.writeString(text)), StandardCharsets.UTF_8);
    }
    String problem = Json.problem(text);
    if (problem != null) {
      throw new BadRequestException("Could not parse JSON content: " + problem);
    }
    return text;
  }
}
