package dev.perdure.server.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may do what over HTTP.
///
/// @param keys the keys that are accepted
/// @param jwt which bearer tokens are accepted, absent for none
/// @param links what the addresses in answers carry
public record AccessOptions(List<Key> keys, Optional<Jwt> jwt, Links links) {

  /// Whoever reaches the server may do everything. Only for loopback.
  public static final AccessOptions OPEN = new AccessOptions(List.of(), Optional.empty(),
      Links.DEFAULTS);

  public AccessOptions {
    keys = List.copyOf(keys);
  }

  /// Whether nobody has to show who they are.
  public boolean isOpen() {
    return keys.isEmpty() && jwt.isEmpty();
  }

  /// A key, of which only a hash is kept.
  ///
  /// @param name what logs call it
  /// @param grant what it opens
  /// @param hash what the key hashes to
  public record Key(String name, Grant grant, SaltedHash hash) {}

  /// What a key opens.
  public sealed interface Grant {

    /// The management of instances.
    record Management(Role role) implements Grant {}

    /// The functions with an HTTP trigger, or one of them.
    ///
    /// @param function the function's name, absent for all
    record Functions(Optional<String> function) implements Grant {}
  }

  /// Which bearer tokens are accepted.
  ///
  /// @param issuer what `iss` must be
  /// @param audience what `aud` must hold
  /// @param keys where the issuer's keys are: a JWKS file, or an address that begins with https
  /// @param rolesClaim the claim that holds roles
  /// @param algorithms the signature algorithms that are accepted
  /// @param trust a file of PEM certificates that the address of the keys is trusted by, absent for
  ///     those of the Java runtime
  public record Jwt(
      String issuer, String audience, String keys, String rolesClaim, Set<String> algorithms,
      Optional<Path> trust) {

    /// The algorithms that are accepted if nothing else is said.
    public static final Set<String> DEFAULT_ALGORITHMS = Set.of("RS256", "ES256", "PS256");

    public Jwt {
      algorithms = Set.copyOf(algorithms);
    }
  }

  /// What the addresses in answers carry, so that who gets them can use them.
  ///
  /// @param kind which credential
  /// @param life how long a link of one instance opens it
  public record Links(Kind kind, Duration life) {
    /// Links of one instance that hold for a week.
    public static final Links DEFAULTS = new Links(Kind.SCOPED, Duration.ofDays(7));

    /// A credential in an address.
    public enum Kind {
      /// A signature that opens the one instance, and for a time.
      SCOPED,
      /// The key that the caller sent, which opens all instances, as in Durable Functions.
      KEY,
      /// None: the caller has to send its own.
      NONE
    }
  }
}
