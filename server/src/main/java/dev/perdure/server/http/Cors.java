package dev.perdure.server.http;

import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import java.util.Optional;
import java.util.Set;

/// Lets the pages of configured sites read answers. No page may send cookies; there are none.
record Cors(Set<String> origins) {
  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";

  /// The answer to a browser that asks whether it may send a request, if it is one that may.
  Optional<Response> preflight(Request request) {
    boolean asks = request.method().equals("OPTIONS")
        && request.headers().get("Access-Control-Request-Method") != null;
    if (!asks || !isAllowed(request)) {
      return Optional.empty();
    }
    return Optional.of(Response.empty(204)
        .with("Access-Control-Allow-Methods", METHODS)
        .with("Access-Control-Allow-Headers",
            "authorization, content-type, idempotency-key, last-event-id, "
                + "x-functions-key, x-ms-continuation-token")
        .with("Access-Control-Max-Age", "600"));
  }

  /// The response with what lets the page of an allowed site read it.
  Response readable(Request request, Response response) {
    String origin = request.headers().get("Origin");
    if (origin == null || !isAllowed(request)) {
      return response;
    }
    return response.with("Access-Control-Allow-Origin", origin)
        .with("Access-Control-Expose-Headers", "location, retry-after, x-ms-continuation-token")
        .with("Vary", "Origin");
  }

  private boolean isAllowed(Request request) {
    String origin = request.headers().get("Origin");
    return origin != null && origins.contains(origin);
  }
}
