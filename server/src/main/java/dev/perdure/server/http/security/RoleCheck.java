package dev.perdure.server.http.security;

import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.IssuerUnavailableException;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.exchange.UnavailableException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
  /// @return the highest role that it opens and until when, nothing if it is not known
  /// @throws IssuerUnavailableException if that cannot be told now
  public Optional<Admission> admission(String secret) {
    if (open) {
      return Optional.of(Admission.of(Role.ADMIN));
    }
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    List<Grant> byKey = keys.grants(secret);
    return byKey.isEmpty()
        ? signed(secret)
        : Optional.of(new Admission(highest(byKey), Optional.empty()));
  }

  private Optional<Admission> signed(String token) {
    try {
      return tokens == null
          ? Optional.empty()
          : tokens.open(token).map(
              it -> new Admission(highest(it.grants()), Optional.of(it.until())));
    } catch (UnavailableException e) {
      throw new IssuerUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable Role highest(Collection<Grant> grants) {
    return grants.stream()
        .filter(Grant.Management.class::isInstance)
        .map(grant -> ((Grant.Management) grant).role())
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
