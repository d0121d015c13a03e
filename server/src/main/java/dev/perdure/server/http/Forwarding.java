package dev.perdure.server.http;

import dev.perdure.server.http.exchange.Request;
import java.util.regex.Pattern;

/// Takes the address that a caller wrote from what a proxy says of it, if the operator trusts the
/// proxy. One of the two headers alone says nothing, as in Durable Functions.
record Forwarding(boolean trusted) {
  private static final Pattern AUTHORITY = Pattern
      .compile("[A-Za-z0-9._~-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

  Request apply(Request request) {
    String host = request.headers().get("X-Forwarded-Host");
    String proto = request.headers().get("X-Forwarded-Proto");
    if (!trusted || host == null || proto == null || !AUTHORITY.matcher(host).matches()) {
      return request;
    }
    return switch (proto) {
      case "http", "https" -> request.withBase(proto + "://" + host);
      default -> request;
    };
  }
}
