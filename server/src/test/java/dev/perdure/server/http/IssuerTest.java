package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.perdure.server.TestCertificate;
import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Jwt;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.OperatorException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bearer tokens whose keys are behind an https address.
final class IssuerTest {
  private static final String ISSUER = "https://login.example";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private final AtomicInteger asked = new AtomicInteger();
  private volatile JWKSet keys = new JWKSet();

  @SuppressWarnings("NullAway.Init")
  private HttpOptions.Tls certificate;

  @SuppressWarnings("NullAway.Init")
  private HttpsServer issuer;

  @BeforeEach
  void open() throws Exception {
    certificate = TestCertificate.in(directory);
    issuer = issuer(0);
  }

  @AfterEach
  void close() {
    issuer.stop(0);
  }

  @Test
  void aTokenIsCheckedWithTheKeysOfTheAddress() throws Exception {
    ECKey key = elliptic("one");
    keys = new JWKSet(key);
    try (TestServer server = server()) {
      assertThat(get(server, signed(key, JWSAlgorithm.ES256))).isEqualTo(200);
      assertThat(get(server, signed(key, JWSAlgorithm.ES256))).isEqualTo(200);
      assertThat(asked).hasValue(1);
      assertThat(get(server, signed(elliptic("one"), JWSAlgorithm.ES256))).isEqualTo(401);
    }
  }

  @Test
  void aNewKeyIsFoundAndTheOldOneIsGoneThen() throws Exception {
    ECKey old = elliptic("one");
    ECKey fresh = elliptic("two");
    keys = new JWKSet(old);
    try (TestServer server = server()) {
      assertThat(get(server, signed(old, JWSAlgorithm.ES256))).isEqualTo(200);
      keys = new JWKSet(fresh);

      assertThat(get(server, signed(fresh, JWSAlgorithm.ES256))).isEqualTo(200);
      assertThat(get(server, signed(old, JWSAlgorithm.ES256))).isEqualTo(401);
    }
  }

  @Test
  void whoInventsNamesOfKeysDoesNotMakeTheServerAskWithoutEnd() throws Exception {
    ECKey key = elliptic("one");
    keys = new JWKSet(key);
    try (TestServer server = server()) {
      for (int i = 0; i < 20; i++) {
        assertThat(get(server, signed(elliptic("invented-" + i), JWSAlgorithm.ES256)))
            .isEqualTo(401);
      }
      assertThat(get(server, signed(key, JWSAlgorithm.ES256))).isEqualTo(200);
    }
    assertThat(asked.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void anotherAlgorithmOrNoneIsRefused() throws Exception {
    ECKey key = elliptic("one");
    RSAKey large = new RSAKeyGenerator(2048).keyID("two").generate();
    keys = new JWKSet(List.of(key, large));
    try (TestServer server = server()) {
      assertThat(get(server, signed(large, JWSAlgorithm.RS256))).isEqualTo(200);
      assertThat(get(server, signed(large, JWSAlgorithm.RS512))).isEqualTo(401);
      assertThat(get(server, new PlainJWT(claims()).serialize())).isEqualTo(401);
    }
  }

  /// A token may well be good if nobody can check it: that is no fault of its sender.
  @Test
  void anIssuerOutOfReachIsToldFromAWrongToken() throws Exception {
    ECKey key = elliptic("one");
    keys = new JWKSet(key);
    int port = issuer.getAddress().getPort();
    issuer.stop(0);
    try (TestServer server = server()) {
      HttpResponse<String> unchecked = answer(server, signed(key, JWSAlgorithm.ES256));
      assertThat(unchecked.statusCode()).isEqualTo(503);
      assertThat(unchecked.headers().firstValue("Retry-After")).contains("1");
      assertThat(get(server, "nonsense")).isEqualTo(401);
      assertThat(server.get(server.base() + "/health/live").statusCode()).isEqualTo(200);
      issuer = issuer(port);

      int status = get(server, signed(key, JWSAlgorithm.ES256));
      while (status == 503 || status == 401) { // Until the server may ask again.
        Thread.sleep(500);
        status = get(server, signed(key, JWSAlgorithm.ES256));
      }
      assertThat(status).isEqualTo(200);
      issuer.stop(0);
      assertThat(get(server, signed(key, JWSAlgorithm.ES256))).isEqualTo(200);
    }
  }

  @Test
  void anIssuerThatIsNotTrustedIsNotBelieved() throws Exception {
    ECKey key = elliptic("one");
    keys = new JWKSet(key);
    try (TestServer server = server(Optional.empty())) {
      assertThat(get(server, signed(key, JWSAlgorithm.ES256))).isEqualTo(503);
    }
    assertThat(asked).hasValue(0);
  }

  @Test
  void trustThatIsNoCertificateIsNamed() throws Exception {
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");

    assertThatThrownBy(() -> server(Optional.of(nonsense)))
        .isInstanceOf(OperatorException.class).hasMessageContaining("nonsense.pem");
  }

  private TestServer server() {
    return server(Optional.of(certificate.certificate()));
  }

  private TestServer server(Optional<Path> trust) {
    String address = "https://localhost:" + issuer.getAddress().getPort() + "/keys";
    var jwt = new Jwt(ISSUER, "perdure", address, "roles", Jwt.DEFAULT_ALGORITHMS, trust);
    var access = new AccessOptions(
        List.of(), Optional.of(jwt), AccessOptions.Links.DEFAULTS);
    return new TestServer(HttpOptions.DEFAULTS.withAccess(access), List.of());
  }

  private HttpsServer issuer(int port) throws Exception {
    KeyStore store = KeyStore.getInstance(
        directory.resolve("store.p12").toFile(), "changeit".toCharArray());
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/keys", exchange -> {
      asked.incrementAndGet();
      byte[] body = keys.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/jwk-set+json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    return server;
  }

  private static int get(TestServer server, String token) {
    return answer(server, token).statusCode();
  }

  private static HttpResponse<String> answer(TestServer server, String token) {
    return server.send(server.request(server.api() + "/instances")
        .header("Authorization", "Bearer " + token).GET());
  }

  private static ECKey elliptic(String name) throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(name).generate();
  }

  private static JWTClaimsSet claims() {
    return new JWTClaimsSet.Builder().issuer(ISSUER).audience("perdure")
        .expirationTime(Date.from(Instant.now().plusSeconds(300))).claim("roles", "read").build();
  }

  private static String signed(JWK key, JWSAlgorithm algorithm) throws JOSEException {
    var token = new SignedJWT(
        new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims());
    JWSSigner signer = key instanceof ECKey elliptic
        ? new ECDSASigner(elliptic)
        : new RSASSASigner(key.toRSAKey());
    token.sign(signer);
    return token.serialize();
  }
}
