package dev.perdure.server.http.routing;

import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;

/// Answers the requests of a route. It may block: each request has a thread of its own.
@FunctionalInterface
public interface Handler {

  /// Answers a request.
  Response handle(Request request, PathValues path);
}
