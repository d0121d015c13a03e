package dev.perdure.server.grpc;

import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.env.Env;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Lets callers in, or not: who they are, what they may do, and which hub they mean.
///
/// @param hubs the hubs
/// @param admissions what a key or a bearer token opens; it is asked with the empty text if none is
///     shown
/// @param env tells the time
record Door(HubDirectory hubs, Function<String, Optional<Admission>> admissions, Env env) {
  private static final String BEARER = "bearer ";

  private static final Metadata.Key<String> TASK_HUB = key("taskhub");
  private static final Metadata.Key<String> FUNCTIONS_TASK_HUB = key("durable-taskhub");
  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
  private static final Metadata.Key<String> FUNCTIONS_KEY = key("x-functions-key");
  private static final Metadata.Key<String> WORKER = key("workerid");
  private static final Metadata.Key<String> AGENT = key("user-agent");

  /// The method for callers who may do what needs the given role. They are judged by their headers:
  /// of a caller who is not let in no message is asked for, so that none is read.
  ///
  /// @param method answers the calls of a caller
  ServerCallHandler<byte[], byte[]> guarded(
      Role needed, Function<Caller, ServerCallHandler<byte[], byte[]>> method) {
    return (call, headers) -> {
      Caller caller;
      try {
        caller = admit(call, headers, needed);
      } catch (RuntimeException e) {
        call.close(Statuses.of(e).getStatus(), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return method.apply(caller).startCall(call, headers);
    };
  }

  /// Lets a caller in again whose message has come. He may have taken his time with it.
  ///
  /// @throws StatusRuntimeException if the credential is no longer taken
  Caller still(Caller caller) {
    if (caller.until().isPresent() && caller.expired(env.now())) {
      throw expired().asRuntimeException();
    }
    return caller;
  }

  /// Lets a caller in who may do what needs the given role.
  ///
  /// @throws StatusRuntimeException if the caller may not, or if there is no such hub
  Caller admit(ServerCall<?, ?> call, Metadata headers, Role needed) {
    Admission admission = admissions.apply(credential(headers)).orElseThrow(
        () -> Status.UNAUTHENTICATED
            .withDescription("Expected a known key or bearer token in 'authorization'")
            .asRuntimeException());
    Role role = admission.role();
    if (role == null) {
      throw lacking(needed);
    }
    String hubName = hubName(headers);
    require(role, needed);
    TaskHub hub = hub(hubName, role).orElseThrow(
        () -> Status.NOT_FOUND.withDescription("There is no such task hub").asRuntimeException());
    return new Caller(
        hub, hubName, role, value(headers, WORKER), value(headers, AGENT),
        CallerConnection.of(call), admission.until());
  }

  /// What ends the calls of somebody whose bearer token is no longer taken.
  static Status expired() {
    return Status.UNAUTHENTICATED.withDescription("The bearer token has expired");
  }

  /// What ends the calls that a server which stops does not answer any more.
  static Status stopping() {
    return Status.UNAVAILABLE.withDescription("The server stops");
  }

  /// Whether [#admit] needs to wait for nothing: neither for the keys of whoever signs bearer
  /// tokens nor for a hub to be opened.
  boolean admitsAtOnce(Metadata headers) {
    return headers.get(AUTHORIZATION) == null && hubName(headers).isEmpty();
  }

  /// Whoever may change something makes a hub by naming it; who only reads would fill the disk.
  private Optional<TaskHub> hub(String name, Role role) {
    return role.covers(Role.OPERATE) ? hubs.make(name) : hubs.find(name);
  }

  /// @throws StatusRuntimeException if the role does not suffice
  static void require(Role role, Role needed) {
    if (!role.covers(needed)) {
      throw lacking(needed);
    }
  }

  private static StatusRuntimeException lacking(Role needed) {
    return Status.PERMISSION_DENIED.withDescription(
        "This needs the role " + needed.name().toLowerCase(Locale.ROOT)).asRuntimeException();
  }

  private static String hubName(Metadata headers) {
    String name = value(headers, TASK_HUB);
    return (name.isEmpty() ? value(headers, FUNCTIONS_TASK_HUB) : name).toLowerCase(Locale.ROOT);
  }

  private static String credential(Metadata headers) {
    String authorization = value(headers, AUTHORIZATION);
    return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? authorization.substring(BEARER.length()).strip()
        : value(headers, FUNCTIONS_KEY);
  }

  private static String value(Metadata headers, Metadata.Key<String> key) {
    String value = headers.get(key);
    return value == null ? "" : value;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
