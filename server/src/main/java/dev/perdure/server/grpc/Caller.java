package dev.perdure.server.grpc;

import dev.perdure.runtime.TaskHub;
import dev.perdure.server.configuration.Role;

/// Who calls.
///
/// @param hub the task hub that is meant
/// @param hubName its name in lower case, empty for the default hub
/// @param role what the caller may do
/// @param worker the stable name of the worker process, empty if it has none
/// @param agent the SDK's gRPC library
/// @param connection over which the call has come
record Caller(
    TaskHub hub, String hubName, Role role, String worker, String agent,
    CallerConnection connection) {}
