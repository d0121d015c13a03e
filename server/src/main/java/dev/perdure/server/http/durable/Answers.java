package dev.perdure.server.http.durable;

import dev.perdure.model.Identifiers;
import dev.perdure.model.request.Outcome;
import dev.perdure.server.http.exchange.Response;

/// The responses to outcomes that mean the same for every request. Durable Functions says nothing
/// with a 404 or 410, a bare string with a 412, and an object with the others.
final class Answers {
  private Answers() {}

  /// The response to a request that changes an instance.
  ///
  /// @param done what is answered if it took effect
  /// @param wrongStatus the code if the instance is in a status in which this cannot be done
  static Response of(Outcome outcome, Response done, int wrongStatus) {
    return switch (outcome) {
      case Outcome.Accepted _ -> done;
      case Outcome.NoEffect it -> refused(wrongStatus, it.message());
      case Outcome.Exists it -> Response.problem(409,
          "An instance with the id " + Identifiers.quote(it.instanceId())
              + " already exists; it is " + it.status().label());
      case Outcome.NotFound _ -> unknown();
      case Outcome.Refused it -> refused(wrongStatus, it.message());
      case Outcome.Invalid it -> Response.problem(400, it.message());
      case Outcome.Reused _ -> Response.problem(409,
          "The Idempotency-Key was sent before, with another request; nothing was done");
      case Outcome.TooLarge it -> Response.problem(413, it.message());
      case Outcome.Unavailable it -> Response.problem(503, it.message()).with("Retry-After", "1");
    };
  }

  /// The response if there is no such instance.
  static Response unknown() {
    return Response.empty(404);
  }

  /// A response that is one JSON string.
  static Response bare(int status, String message) {
    return Response.json(status, json -> json.writeString(message));
  }

  private static Response refused(int status, String message) {
    return switch (status) {
      case 410 -> Response.empty(410);
      case 412 -> bare(412, message);
      default -> Response.problem(status, message);
    };
  }
}
