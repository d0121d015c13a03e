package dev.perdure.server.http.durable;

import dev.perdure.model.Identifiers;
import dev.perdure.model.request.Outcome;
import dev.perdure.sdk.port.Hub;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Terminate, suspend, resume and rewind: one call of the hub each, with the reason given in the
/// query.
record ControlHandlers(HubCalls hub) {

  Response terminate(Request request, PathValues path) {
    return control(request, path, (it, id, reason) -> it.terminate(id, quoted(reason), false),
        outcome -> Answers.of(outcome, Response.empty(202), 409));
  }

  Response suspend(Request request, PathValues path) {
    return control(request, path, Hub::suspend, it -> answer(it, "already-suspended"));
  }

  Response resume(Request request, PathValues path) {
    return control(request, path, Hub::resume, it -> answer(it, "not-suspended"));
  }

  Response rewind(Request request, PathValues path) {
    String id = Parameters.instanceId(path);
    String reason = request.query().get("reason");
    Outcome outcome = hub.ask(it -> it.rewind(id, reason));
    return outcome instanceof Outcome.NotFound
        ? Answers.bare(404, "There is no instance with the id " + Identifiers.quote(id))
        : Answers.of(outcome, Response.empty(202), 412);
  }

  /// An instance that has ended is gone.
  private Response control(
      Request request, PathValues path, Control control, Function<Outcome, Response> otherwise) {
    String id = Parameters.instanceId(path);
    String reason = request.query().get("reason");
    Outcome outcome = hub.ask(it -> control.apply(it, id, reason));
    boolean ended = (outcome instanceof Outcome.NoEffect it && it.status().isTerminal())
        || (outcome instanceof Outcome.Refused that && that.status().isTerminal());
    return ended ? Response.empty(410) : otherwise.apply(outcome);
  }

  /// An instance that already is as it was asked to become is a fault of the server to Durable
  /// Functions, and so it is here, but with its reason, by which it can be told from a true fault.
  /// `/v1` answers 409.
  private static Response answer(Outcome outcome, String reason) {
    if (outcome instanceof Outcome.NoEffect it) {
      return fault(it.message(), reason);
    }
    return outcome instanceof Outcome.Refused it
        ? fault(it.message(), reason)
        : Answers.of(outcome, Response.empty(202), 409);
  }

  private static Response fault(String message, String reason) {
    return Response.json(500, json -> {
      json.writeStartObject();
      json.writeStringField("Message", message);
      json.writeStringField("Reason", reason);
      json.writeEndObject();
    });
  }

  /// The reason of a termination becomes the output, which is JSON.
  private static @Nullable String quoted(@Nullable String reason) {
    return reason == null
        ? null
        : new String(Json.bytes(json -> json.writeString(reason)), StandardCharsets.UTF_8);
  }

  @FunctionalInterface
  private interface Control {
    CompletionStage<Outcome> apply(Hub hub, String instanceId, @Nullable String reason);
  }
}
