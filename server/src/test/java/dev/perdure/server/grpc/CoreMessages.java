package dev.perdure.server.grpc;

import com.google.protobuf.StringValue;
import dev.perdure.protocol.message.OrchestrationInstance;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.SendEventAction;

/// The messages to entities of a worker on DurableTask.Core, such as the plain .NET worker, to the
/// letter: external events whose JSON texts have all the fields that Core writes.
final class CoreMessages {
  private static final String EXECUTION = "0123456789abcdef0123456789abcdef";

  private CoreMessages() {}

  static OrchestratorAction signal(int id, String entity, String operation, String input) {
    return event(id, entity, "op", operation(id, operation, "\"signal\":true,", input, ""));
  }

  /// @param time when it is due, as .NET writes it into the event's name
  /// @param due the same as .NET writes it into the text
  static OrchestratorAction signalAt(
      int id, String entity, String operation, String time, String due) {
    return event(
        id, entity, "op@" + time,
        operation(id, operation, "\"signal\":true,", "1", "\"due\":\"" + due + "\","));
  }

  static OrchestratorAction call(int id, String entity, String operation, String input) {
    return event(id, entity, "op", operation(id, operation, "", input, ""));
  }

  static OrchestratorAction lock(int id, String first, String second) {
    String set = "[{\"name\":\"account\",\"key\":\"" + first + "\"},"
        + "{\"name\":\"account\",\"key\":\"" + second + "\"}]";
    return event(
        id, "@account@" + first, "op",
        "{\"op\":null,\"id\":\"" + requestId(id) + "\",\"parent\":\"a\",\"parentExecution\":\""
            + EXECUTION + "\"," + sorting() + "\"lockset\":" + set
            + ",\"IsLockRequest\":true,\"createTrace\":false}");
  }

  static OrchestratorAction release(int id, int lockId, String entity) {
    return event(
        id, entity, "release", "{\"parent\":\"a\",\"id\":\"" + requestId(lockId) + "\"}");
  }

  static OrchestratorAction event(int id, String entity, String name, String data) {
    return OrchestratorAction.newBuilder().setId(id)
        .setSendEvent(
            SendEventAction.newBuilder()
                .setInstance(OrchestrationInstance.newBuilder().setInstanceId(entity))
                .setName(name).setData(StringValue.of(data)))
        .build();
  }

  /// The id of the request of an action.
  static String requestId(int id) {
    return "6a3ee7f5-7a9f-5f5c-8a54-0a4ce0a4f6" + (10 + id);
  }

  /// The text of an operation.
  static String operation(
      int id, String operation, String signal, String input, String due) {
    return "{\"op\":\"" + operation + "\"," + signal + "\"input\":\"" + input + "\",\"id\":\""
        + requestId(id) + "\",\"parent\":\"a\",\"parentExecution\":\"" + EXECUTION + "\"," + due
        + sorting() + "\"IsLockRequest\":false,\"createTrace\":true,"
        + "\"requestTime\":\"2026-01-02T03:04:05.1234567+00:00\"}";
  }

  private static String sorting() {
    return "\"Timestamp\":\"2026-01-02T03:04:05.1234567Z\","
        + "\"Predecessor\":\"0001-01-01T00:00:00\",";
  }
}
