package dev.perdure.server.http.durable;

import dev.perdure.sdk.http.HttpManagementPayload;
import dev.perdure.server.configuration.HttpOptions.Names;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import org.jspecify.annotations.Nullable;

/// The addresses of an instance, as a client that started it gets them.
///
/// @param names the names of the hub and of its connection, which every address carries
/// @param codes what lets who has an address use it
public record Links(Names names, Codes codes) {
  /// How long a client shall wait before it asks for a new instance's status, in seconds.
  private static final String RETRY_AFTER = "10";

  /// Makes the `code` of an address.
  @FunctionalInterface
  public interface Codes {

    /// What the addresses of an instance carry as their `code`, or null for none.
    ///
    /// @param request the request in whose answer they stand
    @Nullable
    String of(Request request, String instanceId);
  }

  /// The addresses of the instances of another hub.
  Links ofHub(String hub) {
    return new Links(new Names(hub, names.connection(), names.routePrefix()), codes);
  }

  /// The addresses.
  ///
  /// @param errorOnFailure whether the address of the status asks for the code 500 if it failed
  public HttpManagementPayload of(Request request, String instanceId, boolean errorOnFailure) {
    String code = codes.of(request, instanceId);
    String query = "taskHub=" + FormText.encode(names.hub())
        + "&connection=" + FormText.encode(names.connection())
        + (code == null ? "" : "&code=" + FormText.encode(code));
    return new HttpManagementPayload(
        instanceId,
        request.base() + DurableApi.base(request.path()).orElse(DurableApi.BASE) + "/instances/"
            + FormText.encode(instanceId),
        query,
        errorOnFailure ? query + "&" + ReadHandlers.ERROR_ON_FAILURE + "=true" : query);
  }

  /// The response to a start: 202 with the addresses, all but that of a rewind, which Durable
  /// Functions leaves out here.
  Response accepted(Request request, String instanceId, boolean errorOnFailure) {
    HttpManagementPayload links = of(request, instanceId, errorOnFailure);
    return Response
        .json(202, json -> {
          json.writeStartObject();
          json.writeStringField("id", instanceId);
          json.writeStringField("statusQueryGetUri", links.getStatusQueryGetUri());
          json.writeStringField("sendEventPostUri", links.getSendEventPostUri());
          json.writeStringField("terminatePostUri", links.getTerminatePostUri());
          json.writeStringField("purgeHistoryDeleteUri", links.getPurgeHistoryDeleteUri());
          json.writeStringField("restartPostUri", links.getRestartPostUri());
          json.writeStringField("suspendPostUri", links.getSuspendPostUri());
          json.writeStringField("resumePostUri", links.getResumePostUri());
          json.writeEndObject();
        })
        .with("Location", links.getStatusQueryGetUri())
        .with("Retry-After", RETRY_AFTER);
  }
}
