package dev.perdure.server.http;

import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.routing.PathValues;
import dev.perdure.server.http.routing.Route;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Says whether the process lives and whether the hub serves.
///
/// @param operations the program around the front
/// @param mayRead whether a request may also see which functions are missing
record HealthApi(Operations operations, Predicate<Request> mayRead) {

  /// A probe wants a short answer; whoever starts what nobody offers may do so with any name.
  static final int MOST_PENDING_FUNCTIONS = 100;

  List<Route> routes() {
    return List.of(
        Route.open("/health/live", (_, _) -> status(200, "live", null)),
        Route.open("/health/ready", this::ready));
  }

  private Response ready(Request request, PathValues path) {
    Optional<String> reason = operations.notReady();
    if (reason.isPresent()) {
      return status(503, "not ready", reason.get());
    }
    return mayRead.test(request)
        ? pending(operations.pendingFunctions())
        : status(200, "ready", null);
  }

  private static Response pending(List<Operations.PendingFunction> functions) {
    return Response.json(200, json -> {
      json.writeStartObject();
      json.writeStringField("status", "ready");
      json.writeArrayFieldStart("pendingFunctions");
      for (Operations.PendingFunction pending : functions.subList(
          0, Math.min(MOST_PENDING_FUNCTIONS, functions.size()))) {
        json.writeStartObject();
        json.writeStringField("kind", pending.kind());
        json.writeStringField("name", pending.name());
        json.writeStringField("instanceId", pending.instanceId());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (functions.size() > MOST_PENDING_FUNCTIONS) {
        json.writeNumberField(
            "morePendingFunctions", functions.size() - MOST_PENDING_FUNCTIONS);
      }
      json.writeEndObject();
    });
  }

  private static Response status(int code, String status, @Nullable String reason) {
    return Response.json(code, json -> {
      json.writeStartObject();
      json.writeStringField("status", status);
      if (reason != null) {
        json.writeStringField("reason", reason);
      }
      json.writeEndObject();
    });
  }
}
