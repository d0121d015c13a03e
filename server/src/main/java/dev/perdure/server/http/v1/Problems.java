package dev.perdure.server.http.v1;

import dev.perdure.model.EntityId;
import dev.perdure.model.Identifiers;
import dev.perdure.model.request.Outcome;
import dev.perdure.server.http.exchange.Problem;
import dev.perdure.server.http.exchange.ProblemException;
import dev.perdure.server.http.exchange.Response;

/// The problems of this API, with their codes. A code never changes its meaning.
final class Problems {
  private Problems() {}

  /// The response to a request that changes an instance.
  ///
  /// @param done what is answered if it took effect
  static Response of(Outcome outcome, Response done) {
    return switch (outcome) {
      case Outcome.Accepted _ -> done;
      case Outcome.NoEffect it -> Problem.of(409, "no-effect", it.message())
          .with("instanceStatus", it.status().label())
          .fix("Nothing has to be done; read the instance to see how it is").response();
      case Outcome.Exists it -> Problem.of(409, "instance-exists",
          "An instance with the id " + Identifiers.quote(it.instanceId()) + " already exists; it "
              + "is " + it.status().label())
          .with("instanceStatus", it.status().label())
          .fix("Choose another id, or say with ifExists what becomes of the instance").response();
      case Outcome.NotFound it -> notFound(it.instanceId()).response();
      case Outcome.Refused it -> Problem.of(409, "wrong-status", it.message())
          .with("instanceStatus", it.status().label())
          .fix("Read the instance, and do what its status allows").response();
      case Outcome.Invalid it -> Problem.of(400, "invalid-request", it.message()).response();
      case Outcome.Reused _ -> Problem.of(422, "key-reused",
          "The Idempotency-Key was sent before, with another request; nothing was done")
          .fix("Send every request under a key of its own, and its repeats unchanged").response();
      case Outcome.TooLarge it -> Problem.of(413, "too-large", it.message())
          .fix("Send less, or let the operator raise --max-payload").response();
      case Outcome.Unavailable it -> Problem.of(503, "unavailable", it.message())
          .fix("Send it again; with an Idempotency-Key it takes effect once").response()
          .with("Retry-After", "1");
    };
  }

  static Problem notFound(String instanceId) {
    return Problem
        .of(404, "instance-not-found",
            "There is no instance with the id " + Identifiers.quote(instanceId))
        .fix("Check the id; instances are removed by purges and after the retention");
  }

  /// Says where an entity is found whose id was given as that of an instance.
  static ProblemException entityId(EntityId id) {
    return new ProblemException(
        Problem.of(400, "entity-id", "Expected the id of an orchestration, but "
            + Identifiers.quote(id.instanceId()) + " is that of an entity")
            .fix("Ask for it at " + EntityAddress.path(id)));
  }

  static ProblemException invalid(String detail) {
    return new ProblemException(Problem.of(400, "invalid-request", detail));
  }
}
