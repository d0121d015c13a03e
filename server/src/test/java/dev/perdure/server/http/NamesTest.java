package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.HttpOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The names that stand in addresses, and what a proxy says of them.
final class NamesTest {
  @SuppressWarnings("NullAway.Init")
  private static TestServer server;

  @BeforeAll
  static void open() {
    server = new TestServer(new HttpOptions(
        new HttpOptions.Names("Orders & more", "OrdersStore", "functions/v2"), AccessOptions.OPEN,
        Optional.empty(), Set.of(), HttpOptions.Limits.DEFAULTS, true, true), List.of());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void theHubAndTheConnectionStandInEveryAddress() {
    String body = server.post(server.api() + "/orchestrators/Echo/names").body();

    assertThat(body.split("taskHub=Orders%20%26%20more&connection=OrdersStore", -1)).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({"taskHub=ORDERS+%26+MORE, 202", "taskHub=Nowhere, 404", "taskHub=, 202",
      "connection=ordersstore, 202", "connection=Storage, 404",
      "taskHub=Orders+%26+more&connection=x, 404"})
  void ofAnotherHubNothingIsFound(String query, int status) {
    server.post(server.api() + "/orchestrators/Wait/scoped");

    assertThat(server.get(server.api() + "/instances/scoped?" + query).statusCode())
        .isEqualTo(status);
    assertThat(server.get(server.api() + "/instances?" + query).statusCode())
        .isEqualTo(status == 202 ? 200 : 404);
    assertThat(server.post(server.api() + "/orchestrators/Echo?" + query).statusCode())
        .isEqualTo(status);
  }

  @Test
  void anotherHubOfTheServerIsReachedByItsName() {
    String query = "?taskHub=Another";
    HttpResponse<String> started = server.post(server.api() + "/orchestrators/Wait/there" + query);
    String location = started.headers().firstValue("Location").orElseThrow();

    assertThat(started.statusCode()).isEqualTo(202);
    assertThat(location).contains("taskHub=Another&connection=OrdersStore");
    assertThat(server.get(location).body()).contains("\"runtimeStatus\":\"Pending\"");
    assertThat(server.another.get("there", false).toCompletableFuture().join()).isPresent();
    assertThat(server.get(server.api() + "/instances/there").statusCode()).isEqualTo(404);
    assertThat(server.post(server.api() + "/instances/there/terminate" + query).statusCode())
        .isEqualTo(202);
    assertThat(server.get(server.api() + "/instances" + query).body()).contains("there");
    assertThat(server.get(server.api() + "/instances").body()).doesNotContain("there");
  }

  @Test
  void thePrefixOfFunctionsIsTheConfiguredOne() {
    assertThat(server.post(server.base() + "/functions/v2/orchestrators/Echo").statusCode())
        .isEqualTo(202);
    assertThat(server.post(server.base() + "/api/orchestrators/Echo").statusCode()).isEqualTo(404);
  }

  @Test
  void addressesAreThoseThatAProxyWasAskedFor() {
    HttpResponse<String> started = forwarded("shop.example:8443", "https");

    assertThat(started.headers().firstValue("Location").orElseThrow())
        .startsWith("https://shop.example:8443/runtime/webhooks/durabletask/instances/");
  }

  @ParameterizedTest
  @CsvSource({"shop.example,", ", https", "a\"b, https", "shop.example/x, https",
      "shop.example, ftp"})
  void halfOrMalformedWordsOfAProxyAreIgnored(String host, String proto) {
    HttpResponse<String> started = forwarded(host, proto);

    assertThat(started.headers().firstValue("Location").orElseThrow()).startsWith(server.base());
  }

  @Test
  void whatAProxySaysIsIgnoredUnlessItIsTrusted() {
    try (TestServer wary = new TestServer()) {
      HttpResponse<String> started = wary.send(wary.request(wary.api() + "/orchestrators/Echo")
          .header("X-Forwarded-Host", "shop.example").header("X-Forwarded-Proto", "https")
          .POST(HttpRequest.BodyPublishers.noBody()));

      assertThat(started.headers().firstValue("Location").orElseThrow()).startsWith(wary.base());
    }
  }

  @Test
  void theBaseOfTheFirstVersionLeadsToTheSame() {
    String base = server.base() + "/admin/extensions/DurableTaskExtension";

    HttpResponse<String> started = server.post(base + "/orchestrators/Wait/first");
    String location = started.headers().firstValue("Location").orElseThrow();

    assertThat(started.statusCode()).isEqualTo(202);
    assertThat(location).startsWith(base + "/instances/first?");
    assertThat(server.get(location).statusCode()).isEqualTo(202);
    assertThat(server.post(base + "/instances/first/terminate").statusCode()).isEqualTo(202);
    assertThat(server.get(base.toUpperCase(Locale.ROOT).replace("HTTP://LOCALHOST",
        "http://localhost") + "/instances/first").statusCode()).isEqualTo(200);
    assertThat(server.get(base + "/nothing").body()).isEmpty();
  }

  @Test
  void thisServerIsThePrimaryWhateverTheMethod() {
    for (String method : List.of("GET", "POST", "PUT")) {
      assertThat(server.send(server.request(server.api() + "/makeprimary")
          .method(method, HttpRequest.BodyPublishers.noBody())).statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> forwarded(String host, String proto) {
    var request = server.request(server.api() + "/orchestrators/Echo")
        .POST(HttpRequest.BodyPublishers.noBody());
    if (host != null) {
      request.header("X-Forwarded-Host", host);
    }
    if (proto != null) {
      request.header("X-Forwarded-Proto", proto);
    }
    return server.send(request);
  }
}
