package dev.perdure.server.http.v1;

import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.sdk.port.Hub;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.PathValues;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Acts on one instance.
record ControlHandlers(HubCalls hub) {
  private static final Set<String> REASON = Set.of("reason");

  /// What is done to an instance.
  @FunctionalInterface
  interface Control {
    CompletionStage<Outcome> apply(Hub hub, String instanceId, @Nullable String reason);
  }

  /// A handler that does it, with the reason in the body.
  Handler of(Control control) {
    return (request, path) -> {
      String id = Arguments.instanceId(path);
      Arguments.of(request, Set.of());
      String reason = Body.of(request, REASON).text("reason");
      return Problems.of(hub.ask(it -> control.apply(it, id, reason)), Response.empty(204));
    };
  }

  Response terminate(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    Arguments.of(request, Set.of());
    Body body = Body.of(request, Set.of("reason", "recursive"));
    boolean recursive = body.flag("recursive", true);
    return Problems.of(
        hub.ask(it -> it.terminate(id, quoted(body.text("reason")), recursive)),
        Response.empty(204));
  }

  Response restart(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    Arguments.of(request, Set.of());
    boolean newId = Body.of(request, Set.of("newId")).flag("newId", true);
    Outcome outcome = hub.ask(it -> it.restart(id, newId));
    if (!(outcome instanceof Outcome.Accepted accepted)) {
      return Problems.of(outcome, Response.empty(201));
    }
    String started = accepted.execution().instanceId();
    return Response
        .json(201, json -> {
          json.writeStartObject();
          json.writeStringField("id", started);
          json.writeEndObject();
        })
        .with("Location",
            request.base() + CleanApi.INSTANCES + "/" + FormText.encode(started));
  }

  Response raise(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    String event = path.get("event");
    Arguments.of(request, Set.of());
    String text = FormText.utf8(request.body(), "the body");
    String problem = text.isEmpty() ? null : Json.problem(text);
    if (problem != null) {
      throw Problems.invalid("Expected JSON as the value of the event, but " + problem);
    }
    return Problems.of(
        hub.ask(it -> it.raiseEvent(id, event, text.isEmpty() ? null : text,
            InstanceHandlers.requestId(request))),
        Response.empty(204));
  }

  Response purge(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    boolean recursive = Arguments.of(request, Set.of("recursive")).flag("recursive");
    PurgeOutcome outcome = hub.askPatiently(it -> it.purge(id, recursive));
    if (outcome.refused() != null) {
      return Problems.of(outcome.refused(), Response.empty(204));
    }
    return outcome.removed() == 0
        ? Problems.notFound(id).response()
        : Response.json(200, json -> {
          json.writeStartObject();
          json.writeNumberField("removed", outcome.removed());
          json.writeEndObject();
        });
  }

  /// The reason of a termination becomes the output, which is JSON.
  static @Nullable String quoted(@Nullable String reason) {
    return reason == null
        ? null
        : new String(Json.bytes(json -> json.writeString(reason)), StandardCharsets.UTF_8);
  }
}
