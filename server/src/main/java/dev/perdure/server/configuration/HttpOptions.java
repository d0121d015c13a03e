package dev.perdure.server.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// How the HTTP front presents itself, and whom it lets in.
///
/// @param names what stands in addresses
/// @param access who may do what
/// @param tls the certificate to listen with, absent for plain HTTP
/// @param corsOrigins the sites whose pages may read answers; none unless configured
/// @param limits how much a caller may ask for
/// @param forwardedHost whether `X-Forwarded-Host` and `X-Forwarded-Proto` are believed
/// @param exceptionDetails whether callers get the stack traces of the server's own faults
public record HttpOptions(
    Names names,
    AccessOptions access,
    Optional<Tls> tls,
    Set<String> corsOrigins,
    Limits limits,
    boolean forwardedHost,
    boolean exceptionDetails) {

  /// What a server has that nobody told otherwise.
  public static final HttpOptions DEFAULTS = new HttpOptions(
      Names.DEFAULTS, AccessOptions.OPEN, Optional.empty(), Set.of(), Limits.DEFAULTS, false,
      false);

  public HttpOptions {
    corsOrigins = Set.copyOf(corsOrigins);
  }

  /// The same with other rules about who may do what.
  public HttpOptions withAccess(AccessOptions other) {
    return new HttpOptions(names, other, tls, corsOrigins, limits, forwardedHost,
        exceptionDetails);
  }

  /// The same with other limits.
  public HttpOptions withLimits(Limits other) {
    return new HttpOptions(names, access, tls, corsOrigins, other, forwardedHost,
        exceptionDetails);
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

  /// How much a caller may ask for.
  ///
  /// @param rate the most requests that one address may send in a second, 0 for no limit
  /// @param requestTime how long a request may take to arrive, from its first byte to its last
  /// @param search how many instances a request may look through that no index answers
  public record Limits(int rate, Duration requestTime, int search) {
    /// What suits most.
    public static final Limits DEFAULTS = new Limits(0, Duration.ofMinutes(2), 100_000);

    /// The same with another rate.
    public Limits withRate(int other) {
      return new Limits(other, requestTime, search);
    }

    /// The same with another time for a request to arrive.
    public Limits withRequestTime(Duration other) {
      return new Limits(rate, other, search);
    }

    /// The same with another limit of searches.
    public Limits withSearch(int other) {
      return new Limits(rate, requestTime, other);
    }
  }
}
