package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EventBody;
import dev.perdure.model.InstanceState;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.http.exchange.Caller;
import dev.perdure.server.http.exchange.Headers;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What callers of Durable Functions take for granted, beyond the routes themselves.
final class CompatibilityTest {
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

  @Test
  void aPollingIntervalAboveTheTimeoutIsRefused() {
    HttpResponse<String> refused = server.post(
        server.api() + "/orchestrators/Echo/interval?timeout=1&pollingInterval=2");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).startsWith(
        "{\"Message\":\"One or more of the arguments submitted is incorrect\",")
        .contains("pollingInterval");
    assertThat(server.get(server.api() + "/instances/interval").statusCode()).isEqualTo(404);
  }

  @Test
  void theVersionAskedForIsTheOneThatRuns() {
    server.post(server.api() + "/orchestrators/Wait/versioned?version=2.1");

    assertThat(state("versioned").function().version()).isEqualTo("2.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "nonsense"})
  void anInputIsJsonWhateverItsContentTypeSays(String type) {
    HttpResponse<String> done = server.send(server
        .request(server.api() + "/orchestrators/Echo?timeout=10").header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString("[null]")));

    assertThat(done.body()).isEqualTo("[null]");
  }

  @Test
  void theCallersTraceIsKept() {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    server.send(server.request(server.api() + "/orchestrators/Wait/traced")
        .header("traceparent", parent).header("tracestate", "a=b")
        .POST(HttpRequest.BodyPublishers.noBody()));
    server.hub.awaitStart("traced", false).toCompletableFuture().join();

    assertThat(server.hub.history("traced").toCompletableFuture().join().orElseThrow())
        .filteredOn(it -> it.body() instanceof EventBody.ExecutionStarted)
        .extracting(it -> Objects
            .requireNonNull(((EventBody.ExecutionStarted) it.body()).trace()).traceParent())
        .containsExactly(parent);
  }

  @ParameterizedTest
  @CsvSource({"createdTimeFrom=2126-01-01, 0", "createdTimeFrom=2020-01-01T00:00:00Z, 1",
      "createdTimeFrom=1-01-01T00:00:00, 1", "createdTimeFrom=soon, 1", "top=many, 1",
      "runtimeStatus=completed, 1", "runtimeStatus=Failed, 0",
      "'runtimeStatus=Failed,Completed', 1",
      "unknown=1, 1"})
  void aListIsFilteredAndWhatCannotBeReadIsIgnored(String query, int found) {
    server.run("Echo", "shown-once", "\"the input\"");
    String address = server.api() + "/instances?instanceIdPrefix=shown-once&" + query;

    assertThat(server.get(address).body().split("\"instanceId\"", -1)).hasSize(found + 1);
    assertThat(server.get(address + "&showInput=FALSE").body()).doesNotContain("\"input\":\"the")
        .contains(found == 0 ? "[]" : "\"input\":null");
  }

  @Test
  void queryNamesAreComparedWithoutCase() {
    server.run("Echo", "cased", "1");

    assertThat(server.get(server.api() + "/instances/cased?SHOWINPUT=false&other=1").body())
        .contains("\"input\":null");
  }

  @Test
  void aFaultShowsItsTraceOnlyIfThatIsConfigured() {
    var request = new Request(Caller.at("127.0.0.1"), "GET", "http://localhost",
        "/runtime/webhooks/durabletask/instances", Query.parse(""), Headers.of(Map.of()),
        new byte[0]);
    var fault = new IllegalStateException("the secret reason");

    String hidden = body(ErrorForm.of(request).fault(fault, false));
    String shown = body(ErrorForm.of(request).fault(fault, true));

    assertThat(hidden)
        .isEqualTo("{\"Message\":\"Something went wrong while processing your request\"}");
    assertThat(shown).contains("\"ExceptionMessage\":\"the secret reason\"",
        "\"ExceptionType\":\"java.lang.IllegalStateException\"", "\"StackTrace\":\"");
  }

  @Test
  void aHistoryShowsWhereAFailureHappenedOnlyIfThatIsConfigured() {
    String address = "/runtime/webhooks/durabletask/instances/unlucky?showHistory=true";
    var options = HttpOptions.DEFAULTS;
    var open = new HttpOptions(options.names(), options.access(), options.tls(),
        options.corsOrigins(), options.limits(), false, true);
    server.run("Fail", "unlucky", "1");
    try (var showing = new TestServer(open, List.of())) {
      showing.run("Fail", "unlucky", "1");

      assertThat(server.get(server.base() + address).body())
          .contains("\"Reason\":\"out of luck\"", "\"StackTrace\":null")
          .doesNotContain("TestServer");
      assertThat(showing.get(showing.base() + address).body()).contains("TestServer");
    }
  }

  private static InstanceState state(String id) {
    return server.hub.get(id, false).toCompletableFuture().join().orElseThrow();
  }

  private static String body(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
