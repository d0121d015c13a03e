package dev.perdure.server.http.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/// An HTTP response.
///
/// @param status the status code
/// @param headers the header fields, without those that the server sets for itself
/// @param body the body, empty for none
@SuppressWarnings("ArrayRecordComponent") // Bodies pass through untouched.
public record Response(int status, Map<String, String> headers, byte[] body) {
  private static final byte[] NO_BODY = {};
  private static final String JSON = "application/json; charset=utf-8";

  public Response {
    headers = Map.copyOf(headers);
  }

  /// A response without a body.
  public static Response empty(int status) {
    return new Response(status, Map.of(), NO_BODY);
  }

  /// A response whose body is JSON.
  public static Response json(int status, Json.Content content) {
    return new Response(status, Map.of("Content-Type", JSON), Json.bytes(content));
  }

  /// A response that says in one sentence what was wrong or what could not be done.
  public static Response problem(int status, String message) {
    return json(status, json -> {
      json.writeStartObject();
      json.writeStringField("Message", message);
      json.writeEndObject();
    });
  }

  /// The same response with one more header field.
  public Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }
}
