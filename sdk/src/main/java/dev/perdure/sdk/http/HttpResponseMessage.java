package dev.perdure.sdk.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An HTTP response of a function.
///
/// A body of the type `String` is sent as text and one of the type `byte[]` as it is; anything else
/// is sent as JSON. A `Content-Type` that the function sets is kept.
public final class HttpResponseMessage {
  private final HttpStatusType status;
  private final Map<String, String> headers;
  private final @Nullable Object body;

  private HttpResponseMessage(Builder builder) {
    this.status = builder.status;
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(builder.headers);
    this.headers = copy;
    this.body = builder.body;
  }

  /// Begins a response.
  public static Builder builder(HttpStatusType status) {
    return new Builder(status);
  }

  /// The status.
  public HttpStatusType getStatus() {
    return status;
  }

  /// The code of the status.
  public int getStatusCode() {
    return status.value();
  }

  /// The value of a header field, or null if the function did not set it.
  public @Nullable String getHeader(String name) {
    return headers.get(name);
  }

  /// All header fields that the function set.
  public Map<String, String> getHeaders() {
    return Map.copyOf(headers);
  }

  /// The body, or null for none.
  public @Nullable Object getBody() {
    return body;
  }

  /// Puts a response together.
  public static final class Builder {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private HttpStatusType status;
    private @Nullable Object body;

    private Builder(HttpStatusType status) {
      this.status = status;
    }

    /// Sets the status.
    public Builder status(HttpStatusType other) {
      this.status = other;
      return this;
    }

    /// Sets a header field.
    ///
    /// @throws IllegalArgumentException if the name or the value cannot stand in a response
    public Builder header(String name, String value) {
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new IllegalArgumentException(
            "Expected the name of a header field, but got one with other characters");
      }
      if (value.chars().anyMatch(it -> (it < ' ' && it != '\t') || it == 0x7f || it > 0xff)) {
        throw new IllegalArgumentException(
            "Expected a value without control characters for the header field " + name);
      }
      headers.put(name, value);
      return this;
    }

    /// Sets the body.
    public Builder body(@Nullable Object value) {
      this.body = value;
      return this;
    }

    /// The response.
    public HttpResponseMessage build() {
      return new HttpResponseMessage(this);
    }
  }
}
