package dev.perdure.server.grpc;

import dev.perdure.runtime.TaskHub;
import dev.perdure.server.configuration.Role;
import java.time.Instant;
import java.util.Optional;

/// Who calls.
///
/// @param hub the task hub that is meant
/// @param hubName its name in lower case, empty for the default hub
/// @param role what the caller may do
/// @param worker the stable name of the worker process, empty if it has none
/// @param agent the SDK's gRPC library
/// @param connection over which the call has come
/// @param until when the credential is no longer taken, absent for one that does not expire
record Caller(
    TaskHub hub, String hubName, Role role, String worker, String agent,
    CallerConnection connection, Optional<Instant> until) {

  /// A caller whose credential does not expire.
  Caller(
      TaskHub hub, String hubName, Role role, String worker, String agent,
      CallerConnection connection) {
    this(hub, hubName, role, worker, agent, connection, Optional.empty());
  }

  /// Whether the credential is no longer taken.
  boolean expired(Instant now) {
    return until.isPresent() && !now.isBefore(until.get());
  }
}
