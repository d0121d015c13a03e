package dev.perdure.server.http.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An HTTP response.
///
/// @param status the status code
/// @param headers the header fields, without those that the server sets for itself
/// @param body the body, empty for none
/// @param stream what is sent bit by bit after the body, absent if nothing is
/// @param document what is sent in place of the body, made as the caller takes it; absent for none
@SuppressWarnings("ArrayRecordComponent") // Bodies pass through untouched.
public record Response(
    int status, Map<String, String> headers, byte[] body, @Nullable Stream stream,
    @Nullable Document document) {
  private static final byte[] NO_BODY = {};
  private static final String JSON = "application/json; charset=utf-8";

  /// Sends what becomes known bit by bit.
  @FunctionalInterface
  public interface Stream {

    /// Sends all there is to send, and returns when there is no more.
    ///
    /// @throws IOException if the client is gone
    /// @throws InterruptedException if the server stops
    void to(Sink sink) throws IOException, InterruptedException;
  }

  /// Where a stream sends to.
  @FunctionalInterface
  public interface Sink {

    /// Sends some text at once.
    ///
    /// @throws IOException if the client is gone
    void send(String text) throws IOException;
  }

  /// A JSON document that is made while it is sent. If that fails, the connection is broken off:
  /// its status is sent long before.
  ///
  /// @param memory about the most bytes of memory that are needed meanwhile
  public record Document(Json.Content content, long memory) {}

  public Response {
    headers = Map.copyOf(headers);
  }

  /// A response without a body.
  public static Response empty(int status) {
    return new Response(status, Map.of(), NO_BODY, null, null);
  }

  /// A response with a body.
  public static Response of(int status, String contentType, byte[] body) {
    return new Response(status, Map.of("Content-Type", contentType), body, null, null);
  }

  /// A response whose body is plain text.
  public static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /// A response whose body is JSON.
  public static Response json(int status, Json.Content content) {
    return of(status, JSON, Json.bytes(content));
  }

  /// A response whose body is JSON that is made while it is sent.
  public static Response json(int status, Document document) {
    return new Response(status, Map.of("Content-Type", JSON), NO_BODY, null, document);
  }

  /// A response of server-sent events.
  public static Response events(Stream stream) {
    return new Response(
        200, Map.of("Content-Type", "text/event-stream", "Cache-Control", "no-store"), NO_BODY,
        stream, null);
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
    return new Response(status, more, body, stream, document);
  }
}
