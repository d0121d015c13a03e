package dev.perdure.server.http.v1;

import dev.perdure.model.EntityId;
import dev.perdure.model.Identifiers;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.CleanOutcome;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Problem;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Shows, signals, calls and cleans entities.
record EntityHandlers(HubCalls hub, EntitySearch search) {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  Response list(Request request, PathValues unused) {
    return hub.page(request, () -> list(request));
  }

  private Response list(Request request) {
    Arguments arguments = Arguments.of(request, EntitySearch.NAMES);
    boolean state = arguments.flag("state");
    EntitySearch.Page page = search.page(arguments);
    return Response.json(200, json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("entities");
      for (EntityState entity : page.entities()) {
        EntityView.write(json, entity, state);
      }
      json.writeEndArray();
      json.writeStringField("next", page.next());
      json.writeEndObject();
    });
  }

  /// An entity without state is shown, too, as long as there is something of it.
  Response show(Request request, PathValues path) {
    Arguments.of(request, Set.of());
    EntityId id = EntityAddress.of(request, path);
    return hub.large(request, () -> shown(id));
  }

  private Response shown(EntityId id) {
    Optional<EntityState> found = hub.ask(
        it -> it.getEntity(id, new EntityQuery.Fetch(true, true, true)));
    return found.isEmpty()
        ? notFound(id)
        : Response.json(200, json -> EntityView.write(json, found.get(), true));
  }

  /// Signals an operation, or calls it if the request waits.
  Response perform(Request request, PathValues path) {
    Arguments arguments = Arguments.of(request, Set.of("wait"));
    Body body = Body.of(request, Set.of("operation", "input", "dueAt"));
    String due = body.text("dueAt");
    return performed(arguments, new OperationRequest(
        EntityAddress.of(request, path), body.required("operation"), body.json("input"),
        due == null ? null : Arguments.instant("dueAt", due),
        InstanceHandlers.requestId(request)));
  }

  /// Signals or calls the operation `delete`.
  Response delete(Request request, PathValues path) {
    return performed(Arguments.of(request, Set.of("wait")), new OperationRequest(
        EntityAddress.of(request, path), "delete", null, null,
        InstanceHandlers.requestId(request)));
  }

  private Response performed(Arguments arguments, OperationRequest asked) {
    Duration wait = arguments.seconds("wait", LONGEST_WAIT);
    if (wait.isZero()) {
      return Problems.of(hub.ask(it -> it.signalEntity(asked)), taken());
    }
    Optional<OperationAnswer> answer = hub.askWithin(wait, it -> it.callEntity(asked));
    return answer.isEmpty() ? taken() : answered(asked, answer.get());
  }

  private static Response answered(OperationRequest asked, OperationAnswer answer) {
    return switch (answer) {
      case OperationAnswer.Refused refused -> Problems.of(refused.outcome(), taken());
      case OperationAnswer.Performed performed -> switch (performed.outcome()) {
        case TaskOutcome.Succeeded it -> Response.json(200, json -> {
          json.writeStartObject();
          json.writeBooleanField("performed", true);
          json.writeFieldName("result");
          Json.embed(json, it.result());
          json.writeEndObject();
        });
        case TaskOutcome.Failed it -> Problem.of(422, "operation-failed",
            "The operation " + Identifiers.quote(asked.operation()) + " of "
                + Identifiers.quote(asked.entity().instanceId()) + " failed: "
                + it.failure().message())
            .with("failureType", it.failure().errorType())
            .fix("The entity is as it was before; see what the operation demands").response();
      };
    };
  }

  /// The hub has the operation, which is performed when its time has come.
  private static Response taken() {
    return Response.json(202, json -> {
      json.writeStartObject();
      json.writeBooleanField("performed", false);
      json.writeEndObject();
    });
  }

  Response clean(Request request, PathValues unused) {
    Arguments.of(request, Set.of());
    Body body = Body.of(request, Set.of("removeEmpty", "releaseOrphans"));
    var asked = new CleanRequest(
        body.flag("removeEmpty", true), body.flag("releaseOrphans", true));
    CleanOutcome outcome = hub.askPatiently(it -> it.cleanEntityStorage(asked));
    return Response.json(200, json -> {
      json.writeStartObject();
      json.writeNumberField("removed", outcome.removed());
      json.writeNumberField("released", outcome.released());
      json.writeEndObject();
    });
  }

  /// What an orchestration has locked, and waits for.
  Response locks(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    Arguments.of(request, Set.of());
    Optional<List<InstanceLock>> locks = hub.ask(it -> it.locks(id));
    return locks.isEmpty()
        ? Problems.notFound(id).response()
        : Response.json(200, json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("locks");
          for (InstanceLock lock : locks.get()) {
            EntityView.write(json, lock);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static Response notFound(EntityId id) {
    return Problem
        .of(404, "entity-not-found",
            "There is no entity with the id " + Identifiers.quote(id.instanceId()))
        .fix("Check name and key; an entity is made by its first operation, and one that sets no "
            + "state, or that was deleted, is not kept")
        .response();
  }
}
