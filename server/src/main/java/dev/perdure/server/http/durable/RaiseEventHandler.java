package dev.perdure.server.http.durable;

import dev.perdure.model.Identifiers;
import dev.perdure.model.request.Outcome;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.PathValues;

/// Raises an external event whose value is the body.
record RaiseEventHandler(HubCalls hub) implements Handler {

  @Override
  public Response handle(Request request, PathValues path) {
    String id = Parameters.instanceId(path);
    String event = Parameters.name(path, "eventName", "event name");
    String purpose = "the value of event " + Identifiers.quote(event) + " for instance "
        + Identifiers.quote(id);
    if (!Parameters.saysJson(request.headers())) {
      throw new BadRequestException("Only application/json request content is supported",
          "Expected the content type application/json for " + purpose);
    }
    String value = Parameters.json(request, purpose);
    if (value == null) {
      throw new BadRequestException(
          Parameters.NOT_JSON, "Expected JSON as " + purpose + ", but the body is empty");
    }

    Outcome outcome = hub.ask(
        it -> it.raiseEvent(id, event, value, Parameters.requestId(request.headers())));
    return Answers.of(outcome, Response.empty(202), 410);
  }
}
