package dev.perdure.server.http;

import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.routing.Route;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Keeps pages of other sites out, which the browser of whoever runs this server may have open.
///
/// A name that an attacker's DNS server resolves to the loopback address is told by its `Host`. A
/// page that sends a request to this server is told by `Origin` or `Sec-Fetch-Site`; it cannot read
/// answers anyhow, since nothing here allows it to, but must not change anything either.
final class Gate {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]",
      "[0:0:0:0:0:0:0:1]");

  private final Set<String> names;
  private final Set<String> origins;

  /// A gate.
  ///
  /// @param bound the address that is listened on
  /// @param origins the other sites whose pages are let through
  Gate(InetAddress bound, Set<String> origins) {
    this.origins = origins;
    String address = bound.getHostAddress();
    String name = address.contains(":") ? "[" + address.replaceFirst("%.*", "") + "]" : address;
    this.names = bound.isLoopbackAddress() ? union(name) : Set.of();
  }

  /// Why a request is not let in.
  ///
  /// @param status the status code
  /// @param code names the reason for programs
  /// @param message the reason in a sentence
  record Refusal(int status, String code, String message) {}

  /// Why a request is not let in, if it is not.
  Optional<Refusal> refusal(Request request) {
    String host = request.headers().get("Host");
    if (host == null) {
      return Optional.of(new Refusal(400, "no-host", "Expected a Host header, but there is none"));
    }
    if (!names.isEmpty() && !names.contains(withoutPort(host).toLowerCase(Locale.ROOT))) {
      return Optional.of(new Refusal(403, "foreign-host",
          "Expected a request to localhost or " + names + ", but its Host header names another"));
    }
    return Optional.empty();
  }

  /// Why a request to a route is not let through, if it is not.
  Optional<Refusal> refusal(Request request, Route route) {
    return switch (route.effect()) {
      case READS -> Optional.empty();
      case WRITES -> isFromElsewhere(request)
          ? Optional.of(new Refusal(403, "foreign-page",
              "Expected a request that no page of another site sent, but its Origin or "
                  + "Sec-Fetch-Site header says that one did"))
          : Optional.empty();
    };
  }

  private boolean isFromElsewhere(Request request) {
    String origin = request.headers().get("Origin");
    if (origin != null && origins.contains(origin)) {
      return false;
    }
    if (origin != null && !origin.equalsIgnoreCase(request.base())) {
      return true;
    }
    String site = request.headers().get("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  private static Set<String> union(String name) {
    Set<String> all = new TreeSet<>(LOOPBACK_NAMES);
    all.add(name);
    return Set.copyOf(all);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
  }
}
