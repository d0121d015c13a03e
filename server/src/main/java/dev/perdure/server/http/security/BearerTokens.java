package dev.perdure.server.http.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.AccessOptions.Jwt;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks bearer tokens: signature, algorithm, issuer, audience and times. The roles are those that
/// a claim names.
final class BearerTokens {
  private static final Logger log = LoggerFactory.getLogger(BearerTokens.class);

  /// The role of a token that may call functions and manage nothing.
  private static final String FUNCTIONS = "functions";

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final String rolesClaim;

  BearerTokens(Jwt options) {
    this.rolesClaim = options.rolesClaim();
    Set<JWSAlgorithm> algorithms = new HashSet<>();
    options.algorithms().forEach(it -> algorithms.add(JWSAlgorithm.parse(it)));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(algorithms, keys(options.keys())));
    processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
        options.audience(), new JWTClaimsSet.Builder().issuer(options.issuer()).build(),
        Set.of("exp")));
  }

  /// What a token opens; absent if it is not valid.
  Optional<List<Grant>> grants(String token) {
    JWTClaimsSet claims;
    try {
      claims = processor.process(token, null);
    } catch (ParseException | BadJOSEException e) {
      log.debug("A bearer token is refused: {}", e.getMessage());
      return Optional.empty();
    } catch (JOSEException e) {
      log.warn("A bearer token cannot be checked", e);
      return Optional.empty();
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
    return Optional.of(grants);
  }

  /// The roles, which issuers write as a list or as words.
  private List<String> roles(JWTClaimsSet claims) {
    Object claim = claims.getClaim(rolesClaim);
    if (claim instanceof Collection<?> many) {
      return many.stream().map(String::valueOf).toList();
    }
    return claim instanceof String words ? List.of(words.split(" ", -1)) : List.of();
  }

  private static JWKSource<SecurityContext> keys(String from) {
    try {
      return from.startsWith("https://")
          ? JWKSourceBuilder.<SecurityContext>create(URI.create(from).toURL()).retrying(true)
              .build()
          : new ImmutableJWKSet<>(JWKSet.parse(Files.readString(Path.of(from))));
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new OperatorException(
          "Expected a JWKS file or an https address as jwt.keys, but " + from
              + " cannot be read (" + e.getMessage() + ")",
          e);
    }
  }
}
