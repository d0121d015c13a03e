package dev.perdure.server.http.security;

import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.exchange.UnavailableException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Judges a credential apart from any HTTP request, for callers who come by another way.
public final class RoleCheck {
  private final boolean open;
  private final KeyRing keys;
  private final @Nullable BearerTokens tokens;

  /// Checks by the given rules.
  public RoleCheck(AccessOptions options) {
    this.open = options.isOpen();
    this.keys = new KeyRing(options.keys());
    this.tokens = options.jwt().map(BearerTokens::new).orElse(null);
  }

  /// What whoever shows a key or a bearer token may do with instances. Without rules everybody may
  /// do everything.
  ///
  /// @param secret the key or the token, empty if none was shown
  /// @return the highest role that it opens, nothing if it opens none
  public Optional<Role> role(String secret) {
    if (open) {
      return Optional.of(Role.ADMIN);
    }
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    List<Grant> signed = signed(secret);
    return Stream.concat(keys.grants(secret).stream(), signed.stream())
        .filter(Grant.Management.class::isInstance)
        .map(grant -> ((Grant.Management) grant).role())
        .max(Comparator.naturalOrder());
  }

  private List<Grant> signed(String token) {
    try {
      return tokens == null ? List.of() : tokens.grants(token).orElse(List.of());
    } catch (UnavailableException e) {
      return List.of(); // It has been logged; what cannot be checked opens nothing.
    }
  }
}
