package dev.perdure.server.http.exchange;

/// A whole HTTP request.
///
/// @param caller who sent it
/// @param method the method in capitals
/// @param base scheme and authority as the caller wrote them, such as `http://localhost:7071`;
///     links in answers begin with it
/// @param path the path as sent, still encoded
/// @param query the query
/// @param headers the header fields
/// @param body the body, empty if there is none
@SuppressWarnings("ArrayRecordComponent") // Bodies pass through untouched.
public record Request(
    Caller caller,
    String method,
    String base,
    String path,
    Query query,
    Headers headers,
    byte[] body) {

  /// The address that was asked for, as it was written.
  public String address() {
    return base + path + (query.raw().isEmpty() ? "" : "?" + query.raw());
  }

  /// The same request as its caller saw it before a proxy passed it on.
  ///
  /// @param other scheme and authority as the caller wrote them
  public Request withBase(String other) {
    return new Request(caller, method, other, path, query, headers, body);
  }
}
