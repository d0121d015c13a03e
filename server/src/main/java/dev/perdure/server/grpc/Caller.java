package dev.perdure.server.grpc;

import dev.perdure.runtime.TaskHub;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;

/// Who calls, as the metadata says.
///
/// @param hub the task hub that is meant
/// @param hubName its name in lower case, empty for the default hub
/// @param worker the stable name of the worker process, empty if it has none
/// @param agent the SDK's gRPC library
record Caller(TaskHub hub, String hubName, String worker, String agent) {
  private static final Metadata.Key<String> TASK_HUB = key("taskhub");
  private static final Metadata.Key<String> FUNCTIONS_TASK_HUB = key("durable-taskhub");
  private static final Metadata.Key<String> WORKER = key("workerid");
  private static final Metadata.Key<String> AGENT = key("user-agent");

  /// @throws StatusRuntimeException if there is no such hub
  static Caller of(Metadata headers, HubDirectory hubs) {
    String name = value(headers, TASK_HUB);
    String hubName = (name.isEmpty() ? value(headers, FUNCTIONS_TASK_HUB) : name)
        .toLowerCase(Locale.ROOT);
    TaskHub hub = hubs.find(hubName).orElseThrow(
        () -> Status.NOT_FOUND.withDescription("There is no such task hub").asRuntimeException());
    return new Caller(hub, hubName, value(headers, WORKER), value(headers, AGENT));
  }

  private static String value(Metadata headers, Metadata.Key<String> key) {
    String value = headers.get(key);
    return value == null ? "" : value;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
