package dev.perdure.sdk.trigger;

import dev.perdure.sdk.http.HttpMethod;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as a host received it.
///
/// @param uri the address that was asked for
/// @param method the method
/// @param headers the header fields; names are compared without case
/// @param query the parameters of the query
/// @param route what stood at the open places of the route
/// @param body the body, empty if there is none
@SuppressWarnings("ArrayRecordComponent") // Bodies pass through untouched.
public record HttpCall(
    URI uri,
    HttpMethod method,
    Map<String, String> headers,
    Map<String, String> query,
    Map<String, String> route,
    byte[] body) {

  /// What a name stands for in the route or, if it does not stand there, in the query.
  @Nullable
  String binding(String name) {
    String inRoute = route.get(name);
    return inRoute == null ? query.get(name) : inRoute;
  }
}
