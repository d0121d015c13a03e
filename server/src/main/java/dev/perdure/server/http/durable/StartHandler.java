package dev.perdure.server.http.durable;

import dev.perdure.model.FunctionRef;
import dev.perdure.model.Identifiers;
import dev.perdure.model.TraceContext;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.server.http.exchange.Headers;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.PathValues;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts an orchestration; the body, if there is one, is its input whatever its content type says.
record StartHandler(HubCalls hub, Waits waits) implements Handler {

  @Override
  public Response handle(Request request, PathValues path) {
    String function = Parameters.name(path, "functionName", "function name");
    String id = path.optional("instanceId") == null ? null : Parameters.instanceId(path);
    Duration wait = Waits.asked(request.query());
    String input = Parameters.json(request, "the input of " + described(function, id));

    var start = new StartRequest(
        id, new FunctionRef(function, request.query().get("version")), input, null, Map.of(),
        ReusePolicy.REPLACE_ENDED, Parameters.requestId(request.headers()),
        trace(request.headers()));
    Outcome outcome = hub.ask(it -> it.start(start));
    return outcome instanceof Outcome.Accepted it
        ? waits.answer(request, it.execution().instanceId(), wait)
        : Answers.of(outcome, Response.empty(202), 409);
  }

  private static String described(String function, @Nullable String id) {
    return "orchestration " + Identifiers.quote(function)
        + (id == null ? "" : " with the id " + Identifiers.quote(id));
  }

  private static @Nullable TraceContext trace(Headers headers) {
    String parent = headers.get("traceparent");
    return parent == null ? null : new TraceContext(parent, headers.get("tracestate"));
  }
}
