package dev.perdure.server.http.durable;

import dev.perdure.model.request.Outcome;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.PathValues;
import java.time.Duration;

/// Runs an orchestration again from its first input, under a new id unless told otherwise.
record RestartHandler(HubCalls hub, Waits waits) implements Handler {

  @Override
  public Response handle(Request request, PathValues path) {
    String id = Parameters.instanceId(path);
    boolean newId = Parameters.flag(request.query(), "restartWithNewInstanceId", true);
    Duration wait = Waits.asked(request.query());

    Outcome outcome = hub.ask(it -> it.restart(id, newId));
    if (outcome instanceof Outcome.Accepted it) {
      return waits.answer(request, it.execution().instanceId(), wait);
    }
    if (outcome instanceof Outcome.NotFound) {
      return Response.problem(400,
          "InstanceId does not match a valid orchestration instance.");
    }
    return outcome instanceof Outcome.Refused || outcome instanceof Outcome.Exists
        ? Response.problem(409, "A non-terminal instance with this instance ID already exists.")
        : Answers.of(outcome, Response.empty(202), 409);
  }
}
