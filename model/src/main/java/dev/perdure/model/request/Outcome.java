package dev.perdure.model.request;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;

/// What became of a request. Every front maps these to what its protocol demands. All but
/// [Unavailable] are given only after what they say is durable.
public sealed interface Outcome {

  /// The request took effect on this execution.
  record Accepted(ExecutionKey execution) implements Outcome {}

  /// The request was understood and changed nothing, since the instance was already as asked or has
  /// ended.
  ///
  /// @param status the instance's status
  /// @param message why nothing changed
  record NoEffect(OrchestrationStatus status, String message) implements Outcome {}

  /// The id is in use by an instance that may not be replaced.
  record Exists(String instanceId, OrchestrationStatus status) implements Outcome {}

  /// There is no such instance.
  record NotFound(String instanceId) implements Outcome {}

  /// The instance is in a status in which this cannot be done.
  record Refused(OrchestrationStatus status, String message) implements Outcome {}

  /// The request itself is wrong; nothing was stored.
  record Invalid(String message) implements Outcome {}

  /// The request has the request id of another one, asked before; nothing was done.
  record Reused(String message) implements Outcome {}

  /// A part of the request exceeds a limit; nothing was stored.
  record TooLarge(String message) implements Outcome {}

  /// The hub cannot answer now: it is stopping, or its store has failed. Whether the request took
  /// effect is unknown; a repeat with the same request id is safe.
  record Unavailable(String message) implements Outcome {}
}
