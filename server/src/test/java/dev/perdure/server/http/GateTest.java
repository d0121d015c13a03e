package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of other sites, which the browser of whoever runs the server may have open, do no harm.
final class GateTest {
  @SuppressWarnings("NullAway.Init")
  private static TestServer server;

  @BeforeAll
  static void open() {
    server = new TestServer();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:7071", "127.0.0.1:1", "[::1]", "[::1]:7071"})
  void namesOfThisMachineAreLetIn(String host) throws IOException {
    assertThat(live(host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:7071", "localhost.evil.example",
      "127.0.0.1.nip.io",
      "192.168.1.2"})
  void otherNamesThatResolveToItAreNot(String host) throws IOException {
    assertThat(live(host)).startsWith("HTTP/1.1 403 ").contains("Host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://localhost:1"})
  void aPageOfAnotherSiteChangesNothing(String origin) {
    HttpResponse<String> refused = server.send(server
        .request(server.base() + "/api/orchestrators/Wait/csrf")
        .header("Origin", origin)
        .POST(HttpRequest.BodyPublishers.noBody()));

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Origin");
    assertThat(server.get(server.api() + "/instances/csrf").statusCode()).isEqualTo(404);
  }

  @Test
  void anImageOfAnotherSiteStartsNothing() {
    var image = server.request(server.base() + "/api/orchestrators/Wait/image").GET();

    assertThat(server.send(image.copy().header("Sec-Fetch-Site", "cross-site")).statusCode())
        .isEqualTo(403);
    assertThat(server.send(image.copy().header("Sec-Fetch-Site", "same-site")).statusCode())
        .isEqualTo(403);
    assertThat(server.send(image.copy().header("Sec-Fetch-Site", "none")).statusCode())
        .isEqualTo(202);
  }

  @Test
  void aPageOfThisServerIsLetThrough() {
    assertThat(server.send(server.request(server.base() + "/api/orchestrators/Wait/own")
        .header("Origin", server.base())
        .header("Sec-Fetch-Site", "same-origin")
        .POST(HttpRequest.BodyPublishers.noBody())).statusCode()).isEqualTo(202);
  }

  @Test
  void nothingAllowsOtherSitesToReadAnswers() {
    HttpResponse<String> answer = server.send(server.request(server.api() + "/instances")
        .header("Origin", "https://evil.example").GET());

    assertThat(answer.headers().map().keySet())
        .noneMatch(it -> it.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  private static String live(String host) throws IOException {
    return server.raw("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }
}
