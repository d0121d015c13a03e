package dev.perdure.server.configuration;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// How the HTTP front presents itself, and whom it lets in.
///
/// @param names what stands in addresses
/// @param access who may do what
/// @param tls the certificate to listen with, absent for plain HTTP
/// @param corsOrigins the sites whose pages may read answers; none unless configured
/// @param rate the most requests that one address may send in a second, 0 for no limit
/// @param forwardedHost whether `X-Forwarded-Host` and `X-Forwarded-Proto` are believed
/// @param exceptionDetails whether callers get the stack traces of the server's own faults
public record HttpOptions(
    Names names,
    AccessOptions access,
    Optional<Tls> tls,
    Set<String> corsOrigins,
    int rate,
    boolean forwardedHost,
    boolean exceptionDetails) {

  /// What a server has that nobody told otherwise.
  public static final HttpOptions DEFAULTS = new HttpOptions(
      Names.DEFAULTS, AccessOptions.OPEN, Optional.empty(), Set.of(), 0, false, false);

  public HttpOptions {
    corsOrigins = Set.copyOf(corsOrigins);
  }

  /// The same with other rules about who may do what.
  public HttpOptions withAccess(AccessOptions other) {
    return new HttpOptions(names, other, tls, corsOrigins, rate, forwardedHost, exceptionDetails);
  }

  /// What stands in addresses.
  ///
  /// @param hub the name of the task hub
  /// @param connection the name that callers of Durable Functions give the hub's store
  /// @param routePrefix the first segments of the paths of functions' own triggers; may be empty
  public record Names(String hub, String connection, String routePrefix) {
    /// The names of Durable Functions on a developer's machine.
    public static final Names DEFAULTS = new Names("TestHubName", "Storage", "api");
  }

  /// A certificate and its key.
  ///
  /// @param certificate a file of PEM certificates, the server's own first
  /// @param key a file with its private key, PEM in PKCS#8
  public record Tls(Path certificate, Path key) {}
}
