package dev.perdure.server.http.exchange;

/// A whole HTTP request.
///
/// @param method the method in capitals
/// @param base scheme and authority as the caller wrote them, such as `http://localhost:7071`;
///     links in answers begin with it
/// @param path the path as sent, still encoded
/// @param query the query
/// @param headers the header fields
/// @param body the body, empty if there is none
@SuppressWarnings("ArrayRecordComponent") // Bodies pass through untouched.
public record Request(
    String method, String base, String path, Query query, Headers headers, byte[] body) {

  /// The address that was asked for, as it was written.
  public String address() {
    return base + path + (query.raw().isEmpty() ? "" : "?" + query.raw());
  }
}
