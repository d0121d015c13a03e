package dev.perdure.sdk.http;

/// A status code of an HTTP response.
public interface HttpStatusType {

  /// The code, 200 to 599.
  int value();

  /// The status with the given code.
  ///
  /// @throws IllegalArgumentException if no response can have it
  static HttpStatusType custom(int code) {
    if (code < 200 || code > 599) {
      throw new IllegalArgumentException("Expected a status code of 200 to 599, but got " + code);
    }
    return () -> code;
  }
}
