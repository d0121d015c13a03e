package dev.perdure.server.http.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/// What was wrong or could not be done, as problem details (RFC 9457) with a code for programs and
/// what to do about it.
///
/// @param status the status code
/// @param code names the reason; it never changes its meaning
/// @param detail the reason in a sentence, with ids
/// @param fix what to do about it; may be empty
/// @param more further members
public record Problem(
    int status, String code, String detail, String fix, Map<String, String> more) {
  private static final String TYPE = "application/problem+json";

  public Problem {
    more = Map.copyOf(more);
  }

  /// A problem of which nobody knows what to do about it.
  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, "", Map.of());
  }

  /// The same problem with what to do about it.
  public Problem fix(String text) {
    return new Problem(status, code, detail, text, more);
  }

  /// The same problem with one more member.
  public Problem with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(more);
    all.put(name, value);
    return new Problem(status, code, detail, fix, all);
  }

  /// The response that says so.
  public Response response() {
    return Response.of(status, TYPE, Json.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("type", "urn:perdure:problem:" + code);
      json.writeStringField("title", code.replace('-', ' '));
      json.writeNumberField("status", status);
      json.writeStringField("code", code);
      json.writeStringField("detail", detail);
      if (!fix.isEmpty()) {
        json.writeStringField("fix", fix);
      }
      for (Map.Entry<String, String> member : more.entrySet()) {
        json.writeStringField(member.getKey(), member.getValue());
      }
      json.writeEndObject();
    }));
  }
}
