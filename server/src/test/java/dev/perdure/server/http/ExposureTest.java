package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.server.TestCertificate;
import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.AccessOptions.Links;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.configuration.SaltedHash;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator can open, and that it is closed until then.
final class ExposureTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void aPageOfAConfiguredSiteMayReadAndWrite() {
    try (var server = new TestServer(options(Set.of("https://shop.example"), 0), List.of())) {
      HttpResponse<String> preflight = server.send(page(server, "https://shop.example")
          .header("Access-Control-Request-Method", "POST")
          .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
      HttpResponse<String> started = server.send(page(server, "https://shop.example")
          .POST(HttpRequest.BodyPublishers.noBody()));

      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(header(preflight, "Access-Control-Allow-Methods")).contains("POST");
      assertThat(started.statusCode()).isEqualTo(202);
      assertThat(header(started, "Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
      assertThat(header(started, "Vary")).isEqualTo("Origin");
      assertThat(started.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    }
  }

  @Test
  void aPageOfAnotherSiteMayNot() {
    try (var server = new TestServer(options(Set.of("https://shop.example"), 0), List.of())) {
      HttpResponse<String> preflight = server.send(page(server, "https://evil.example")
          .header("Access-Control-Request-Method", "POST")
          .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

      assertThat(preflight.statusCode()).isEqualTo(404);
      assertThat(server.send(page(server, "https://evil.example")
          .POST(HttpRequest.BodyPublishers.noBody())).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void whoSendsTooMuchHasToWait() {
    try (var server = new TestServer(options(Set.of(), 3), List.of())) {
      HttpResponse<String> last = server.get(server.api() + "/instances");
      for (int i = 0; i < 50 && last.statusCode() == 200; i++) {
        last = server.get(server.api() + "/instances");
      }

      assertThat(last.statusCode()).isEqualTo(429);
      assertThat(header(last, "Retry-After")).isEqualTo("1");
      assertThat(last.body()).startsWith("{\"Message\":");
    }
  }

  @Test
  void aHubWideKeyStandsInAddressesOnlyIfThatIsConfigured() {
    try (var server = new TestServer(withKey(Links.Kind.KEY), List.of())) {
      assertThat(started(server)).contains("&code=the-key");
    }
    try (var server = new TestServer(withKey(Links.Kind.NONE), List.of())) {
      assertThat(started(server)).doesNotContain("code=");
    }
    try (var server = new TestServer(withKey(Links.Kind.SCOPED), List.of())) {
      assertThat(started(server)).contains("&code=L1.").doesNotContain("the-key");
    }
  }

  @Test
  void aCertificateMakesItHttps() throws Exception {
    HttpOptions.Tls tls = TestCertificate.in(directory);
    var options = new HttpOptions(HttpOptions.Names.DEFAULTS, AccessOptions.OPEN, Optional.of(tls),
        Set.of(), HttpOptions.Limits.DEFAULTS, false, false);
    try (var server = new TestServer(options, List.of());
        var client = HttpClient.newBuilder().sslContext(trusting(tls.certificate())).build()) {
      String base = server.base().replace("http://", "https://");
      HttpResponse<String> started = client.send(
          HttpRequest.newBuilder(
              URI.create(base + "/runtime/webhooks/durabletask/orchestrators/Echo"))
              .POST(HttpRequest.BodyPublishers.noBody()).build(),
          HttpResponse.BodyHandlers.ofString());

      assertThat(started.statusCode()).isEqualTo(202);
      assertThat(header(started, "Location")).startsWith(base);
    }
  }

  @Test
  void aCertificateThatIsNoneIsNamed() throws Exception {
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
    var options = new HttpOptions(HttpOptions.Names.DEFAULTS, AccessOptions.OPEN,
        Optional.of(new HttpOptions.Tls(nonsense, nonsense)), Set.of(), HttpOptions.Limits.DEFAULTS,
        false, false);

    assertThatThrownBy(() -> new TestServer(options, List.of()))
        .isInstanceOf(OperatorException.class).hasMessageContaining("nonsense.pem");
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry("a",
          CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static HttpRequest.Builder page(TestServer server, String origin) {
    return server.request(server.api() + "/orchestrators/Wait").header("Origin", origin);
  }

  private static String started(TestServer server) {
    return server.send(server.request(server.api() + "/orchestrators/Wait")
        .header("x-functions-key", "the-key").POST(HttpRequest.BodyPublishers.noBody())).body();
  }

  private static HttpOptions options(Set<String> origins, int rate) {
    return new HttpOptions(HttpOptions.Names.DEFAULTS, AccessOptions.OPEN, Optional.empty(),
        origins, HttpOptions.Limits.DEFAULTS.withRate(rate), false, false);
  }

  private static HttpOptions withKey(Links.Kind kind) {
    return HttpOptions.DEFAULTS.withAccess(new AccessOptions(
        List.of(new AccessOptions.Key("k", new Grant.Management(Role.OPERATE),
            SaltedHash.of("the-key"))),
        Optional.empty(), new Links(kind, Duration.ofHours(1))));
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }
}
