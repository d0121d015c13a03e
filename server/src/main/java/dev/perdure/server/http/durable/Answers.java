package dev.perdure.server.http.durable;

import dev.perdure.model.Identifiers;
import dev.perdure.model.request.Outcome;
import dev.perdure.server.http.exchange.Response;

/// The responses to outcomes that mean the same for every request.
final class Answers {
  private Answers() {}

  /// The response to a request that changes an instance.
  ///
  /// @param done what is answered if it took effect
  /// @param wrongStatus the code if the instance is in a status in which this cannot be done
  static Response of(Outcome outcome, String instanceId, Response done, int wrongStatus) {
    return switch (outcome) {
      case Outcome.Accepted _ -> done;
      case Outcome.NoEffect it -> Response.problem(wrongStatus, it.message());
      case Outcome.Exists it -> Response.problem(409,
          "An instance with the id " + Identifiers.quote(it.instanceId())
              + " already exists; it is " + it.status().label());
      case Outcome.NotFound _ -> unknown(instanceId);
      case Outcome.Refused it -> Response.problem(wrongStatus, it.message());
      case Outcome.Invalid it -> Response.problem(400, it.message());
      case Outcome.TooLarge it -> Response.problem(413, it.message());
      case Outcome.Unavailable it -> Response.problem(503, it.message()).with("Retry-After", "1");
    };
  }

  /// The response if there is no such instance.
  static Response unknown(String instanceId) {
    return Response.problem(404,
        "There is no instance with the id " + Identifiers.quote(instanceId));
  }
}
