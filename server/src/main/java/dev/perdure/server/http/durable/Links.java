package dev.perdure.server.http.durable;

import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;

/// The addresses of an instance, as a client that started it gets them.
final class Links {
  /// How long a client shall wait before it asks for a new instance's status, in seconds.
  private static final String RETRY_AFTER = "10";

  private Links() {}

  /// The response to a start: 202 with all addresses. The parts in braces are for the client to
  /// replace.
  static Response accepted(Request request, String instanceId, boolean errorOnFailure) {
    String instance = request.base() + DurableApi.BASE + "/instances/"
        + FormText.encode(instanceId);
    String status = instance
        + (errorOnFailure ? "?" + ReadHandlers.ERROR_ON_FAILURE + "=true" : "");
    return Response
        .json(202, json -> {
          json.writeStartObject();
          json.writeStringField("id", instanceId);
          json.writeStringField("statusQueryGetUri", status);
          json.writeStringField("sendEventPostUri", instance + "/raiseEvent/{eventName}");
          json.writeStringField("terminatePostUri", instance + "/terminate?reason={text}");
          json.writeStringField("rewindPostUri", instance + "/rewind?reason={text}");
          json.writeStringField("purgeHistoryDeleteUri", instance);
          json.writeStringField("restartPostUri", instance + "/restart");
          json.writeStringField("suspendPostUri", instance + "/suspend?reason={text}");
          json.writeStringField("resumePostUri", instance + "/resume?reason={text}");
          json.writeEndObject();
        })
        .with("Location", status)
        .with("Retry-After", RETRY_AFTER);
  }
}
