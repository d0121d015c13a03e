package dev.perdure.server.http.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.AccessOptions.Jwt;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.exchange.UnavailableException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks bearer tokens: signature, algorithm, issuer, audience and times. The roles are those that
/// a claim names.
final class BearerTokens {
  private static final Logger log = LoggerFactory.getLogger(BearerTokens.class);

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /// The role of a token that may call functions and manage nothing.
  private static final String FUNCTIONS = "functions";

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final JWKSource<SecurityContext> keys;
  private final String rolesClaim;
  private final int skewSeconds;
  private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - 2 * MINUTE);

  /// What a valid token opens.
  ///
  /// @param until when it is no longer taken, which is a little after it says, since clocks differ
  record Signed(List<Grant> grants, Instant until) {}

  BearerTokens(Jwt options) {
    this.rolesClaim = options.rolesClaim();
    Set<JWSAlgorithm> algorithms = new HashSet<>();
    options.algorithms().forEach(it -> algorithms.add(JWSAlgorithm.parse(it)));
    keys = IssuerKeys.of(options);
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
    var verifier = new DefaultJWTClaimsVerifier<SecurityContext>(
        options.audience(), new JWTClaimsSet.Builder().issuer(options.issuer()).build(),
        Set.of("exp"));
    processor.setJWTClaimsSetVerifier(verifier);
    skewSeconds = verifier.getMaxClockSkew();
  }

  /// What a token opens; absent if it is not valid.
  ///
  /// @throws UnavailableException if the keys of the issuer cannot be had
  Optional<Signed> open(String token) {
    JWTClaimsSet claims;
    try {
      claims = processor.process(token, null);
    } catch (ParseException | BadJOSEException e) {
      log.debug("A bearer token is refused: {}", e.getMessage());
      return Optional.empty();
    } catch (JOSEException e) {
      // Whoever invents names of keys does not make the server ask for them without end.
      if (e instanceof RateLimitReachedException && anyKeys()) {
        log.debug("A bearer token is refused: its key is not known");
        return Optional.empty();
      }
      warn(e);
      throw new UnavailableException("The keys of the issuer of bearer tokens cannot be had");
    }
    List<Grant> grants = new ArrayList<>();
    for (String role : roles(claims)) {
      if (role.equalsIgnoreCase(FUNCTIONS)) {
        grants.add(new Grant.Functions(Optional.empty()));
      }
      for (Role known : Role.values()) {
        if (known.name().toLowerCase(Locale.ROOT).equals(role.toLowerCase(Locale.ROOT))) {
          grants.add(new Grant.Management(known));
        }
      }
    }
    Instant expires = claims.getExpirationTime().toInstant();
    return Optional.of(new Signed(grants, expires.plusSeconds(skewSeconds)));
  }

  private boolean anyKeys() {
    try {
      return !keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null).isEmpty();
    } catch (KeySourceException e) {
      log.debug("There are no keys of the issuer", e);
      return false;
    }
  }

  /// Once a minute: anybody can send tokens.
  private void warn(JOSEException problem) {
    long now = System.nanoTime();
    long last = warnedAt.get();
    if (now - last > MINUTE && warnedAt.compareAndSet(last, now)) {
      log.warn("Bearer tokens cannot be checked", problem);
    }
  }

  /// The roles, which issuers write as a list or as words.
  private List<String> roles(JWTClaimsSet claims) {
    Object claim = claims.getClaim(rolesClaim);
    if (claim instanceof Collection<?> many) {
      return many.stream().map(String::valueOf).toList();
    }
    return claim instanceof String words ? List.of(words.split(" ", -1)) : List.of();
  }
}
