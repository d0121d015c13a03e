package dev.perdure.server.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.perdure.server.configuration.AccessOptions.Jwt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Bearer tokens as an issuer makes them, and as somebody else would.
public final class TestTokens {
  private static final String ISSUER = "https://login.example";
  private static final String AUDIENCE = "perdure";

  private final Map<String, String> opens = new LinkedHashMap<>();
  private final Map<String, String> tokens = new LinkedHashMap<>();
  private final Path keys;

  /// Writes the issuer's keys into a directory.
  public TestTokens(Path directory) throws IOException, JOSEException {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    keys = Files.writeString(directory.resolve("jwks.json"), new JWKSet(key).toString());

    add("read", "read", signed(key, claims("read")));
    add("operate", "operate", signed(key, claims("OPERATE")));
    add("admin", "admin", signed(key, claims(List.of("x", "admin"))));
    add("functions", "functions", signed(key, claims("functions")));
    add("no role", "", signed(key, claims(List.of())));
    add("another role", "", signed(key, claims("root")));
    add("over", "", signed(key, claims("admin").expirationTime(in(-300))));
    add("without an end", "", signed(key, claims("admin").expirationTime(null)));
    add("not yet", "", signed(key, claims("admin").notBeforeTime(in(300))));
    add("another issuer", "", signed(key, claims("admin").issuer("https://evil.example")));
    add("another audience", "", signed(key, claims("admin").audience("else")));
    add("another key", "", signed(other, claims("admin")));
    add("no signature", "", new PlainJWT(claims("admin").build()).serialize());
    add("the public key as a secret", "", symmetric(key, claims("admin").build()));
    add("nonsense", "", "a.b.c");
    String good = Objects.requireNonNull(tokens.get("admin"));
    add("a changed signature", "", good.substring(0, good.length() - 6) + "AAAAAA");
  }

  /// What a server is told to take them.
  public Jwt options() {
    return new Jwt(ISSUER, AUDIENCE, keys.toString(), "roles", Jwt.DEFAULT_ALGORITHMS,
        Optional.empty());
  }

  /// The names of the tokens with what each opens.
  public Map<String, String> cases() {
    return opens;
  }

  /// The token of a name.
  public String token(String name) {
    return Optional.ofNullable(tokens.get(name)).orElseThrow();
  }

  private void add(String name, String what, String token) {
    opens.put(name, what);
    tokens.put(name, token);
  }

  private static JWTClaimsSet.Builder claims(Object roles) {
    return new JWTClaimsSet.Builder().subject("me").issuer(ISSUER).audience(AUDIENCE)
        .expirationTime(in(300)).claim("roles", roles);
  }

  private static Date in(int seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static String signed(ECKey key, JWTClaimsSet.Builder claims) throws JOSEException {
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
        .keyID(key.getKeyID()).type(JOSEObjectType.JWT).build();
    var token = new SignedJWT(header, claims.build());
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  /// Signed with what everybody knows, in the hope that the server takes it for a shared secret.
  private static String symmetric(ECKey key, JWTClaimsSet claims) throws JOSEException {
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build();
    var token = new SignedJWT(header, claims);
    token.sign(new MACSigner(
        key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
    return token.serialize();
  }
}
