package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong gets a sentence that says so, and harms nothing.
final class BadInputTest {
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

  @AfterEach
  void everybodyElseIsStillServed() {
    assertThat(server.get(server.base() + "/health/ready").statusCode()).isEqualTo(200);
    assertThat(server.postJson(server.api() + "/orchestrators/Echo?timeout=10", "1").body())
        .isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":}", "1 2", "nope", "[1,]", "\"half"})
  void anInputThatIsNotJsonIsNamed(String body) {
    HttpResponse<String> response = server.postJson(server.api() + "/orchestrators/Echo/bad1",
        body);

    problem(response, 400, "Invalid JSON content", "'Echo'", "'bad1'");
    assertThat(server.get(server.api() + "/instances/bad1").statusCode()).isEqualTo(404);
  }

  @Test
  void anInputThatIsNotUtf8IsNamed() {
    HttpResponse<String> response = server.send(server.request(server.api() + "/orchestrators/Echo")
        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[]{'"', (byte) 0xff, '"'})));

    problem(response, 400, "UTF-8");
  }

  @Test
  void aCompressedBodyIsNamed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write('1');
    }
    for (String path : List.of("/runtime/webhooks/durabletask/orchestrators/Echo",
        "/api/orchestrators/Echo", "/v1/instances")) {
      HttpResponse<String> response = server.send(server.request(server.base() + path)
          .header("Content-Encoding", "gzip")
          .POST(HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray())));

      assertThat(response.statusCode()).isEqualTo(415);
      assertThat(response.body()).contains("Content-Encoding", "gzip");
      assertThat(response.headers().firstValue("Accept-Encoding")).contains("identity");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = ' ', value = {
      "%40counter%40a '@counter@a'",
      "a%5Cb 'a\\\\b'",
      "a%23b 'a#b'",
      "a%3Fb 'a?b'",
      "a%0Ab control",
      "a%C2%85b control"})
  void anInvalidIdIsNamedAtEveryDoor(String encoded, String named) {
    problem(server.post(server.api() + "/orchestrators/Echo/" + encoded), 400, named);
    problem(server.get(server.api() + "/instances/" + encoded), 400, named);
    problem(server.postJson(server.api() + "/instances/" + encoded + "/raiseEvent/E", "1"), 400,
        named);
    problem(server.post(server.api() + "/instances/" + encoded + "/terminate"), 400, named);
    problem(server.delete(server.api() + "/instances/" + encoded), 400, named);
  }

  @Test
  void anIdThatIsTooLongIsNamed() {
    problem(server.post(server.api() + "/orchestrators/Echo/" + "x".repeat(101)), 400, "101");
    assertThat(server.post(server.api() + "/orchestrators/Echo/" + "x".repeat(100)).statusCode())
        .isEqualTo(202);
  }

  @Test
  void anIdWithASlashMatchesNothing() {
    nothing(server.post(server.api() + "/orchestrators/Echo/a%2Fb"), 404);
  }

  @Test
  void anInvalidNameIsNamed() {
    problem(server.post(server.api() + "/orchestrators/" + "F".repeat(101)), 400, "function name");
    server.post(server.api() + "/orchestrators/Wait/named");
    problem(server.postJson(server.api() + "/instances/named/raiseEvent/a%00b", "1"), 400,
        "event name");
  }

  @Test
  void anIdInUseIsNamed() {
    server.post(server.api() + "/orchestrators/Wait/twice");

    problem(server.post(server.api() + "/orchestrators/Echo/twice"), 409, "'twice'");
  }

  @ParameterizedTest
  @CsvSource({
      "GET, /instances/nobody", "DELETE, /instances/nobody", "POST, /instances/nobody/terminate",
      "POST, /instances/nobody/suspend", "POST, /instances/nobody/resume"})
  void ofAnUnknownIdNothingIsSaid(String method, String path) {
    nothing(server.send(server.request(server.api() + path)
        .method(method, HttpRequest.BodyPublishers.noBody())), 404);
  }

  @Test
  void anEventToNobodyOrToTheFinishedIsRefused() {
    server.run("Echo", "over", "1");

    nothing(server.postJson(server.api() + "/instances/nobody/raiseEvent/Go", "1"), 404);
    nothing(server.postJson(server.api() + "/instances/over/raiseEvent/Go", "1"), 410);
  }

  @Test
  void anEventMustBeJsonAndSaySo() {
    server.post(server.api() + "/orchestrators/Wait/events");
    String event = server.api() + "/instances/events/raiseEvent/Go";

    problem(server.post(event), 400, "application/json", "'Go'", "'events'");
    problem(server.postJson(event, ""), 400, "empty");
    problem(server.postJson(event, "{"), 400, "Invalid JSON content");
    assertThat(server.send(server.request(event)
        .header("Content-Type", "Application/JSON; charset=utf-8")
        .POST(HttpRequest.BodyPublishers.ofString("1"))).statusCode()).isEqualTo(202);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedByItsLengthAndByItsBytes() throws IOException {
    String large = "\"" + "x".repeat(TestServer.MAX_PAYLOAD) + "\"";
    String announced = server
        .raw("POST " + "/api/orchestrators/Echo HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Length: 999999999\r\n\r\n");
    HttpResponse<String> chunked = server.send(server.request(server.base()
        + "/api/orchestrators/Echo").POST(HttpRequest.BodyPublishers.fromPublisher(
            HttpRequest.BodyPublishers.ofString(large))));

    assertThat(announced).startsWith("HTTP/1.1 413 ").contains("--max-payload", "65536");
    problem(chunked, 413, "--max-payload", "65536");
  }

  @Test
  void anUnknownFunctionIsAcceptedAndReportedAsPending() throws InterruptedException {
    assertThat(server.post(server.api() + "/orchestrators/Nobodys/lost").statusCode())
        .isEqualTo(202);

    assertThat(server.get(server.api() + "/instances/lost").body())
        .contains("\"runtimeStatus\":\"Pending\"");
    String ready = "";
    for (int i = 0; i < 100 && !ready.contains("Nobodys"); i++) {
      Thread.sleep(50);
      ready = server.get(server.base() + "/health/ready").body();
    }
    assertThat(ready).contains("\"name\":\"Nobodys\",\"instanceId\":\"lost\"");
  }

  @Test
  void anUnknownPathOrMethodIs404() {
    problem(server.get(server.base() + "/nowhere"), 404, "GET /nowhere");
    nothing(server.send(server.request(server.api() + "/instances/a")
        .PUT(HttpRequest.BodyPublishers.noBody())), 404);
    nothing(server.post(server.api() + "/instances/a"), 404);
    nothing(server.post(server.api() + "/instances/a/explode"), 404);
  }

  @Test
  void anotherPageTokenThanTheOneGivenIsNamed() {
    problem(server.send(server.request(server.api() + "/instances")
        .header("x-ms-continuation-token", "!!!").GET()), 400, "x-ms-continuation-token");
    problem(server.send(server.request(server.api() + "/instances")
        .header("x-ms-continuation-token", "bm9uc2Vuc2U").GET()), 400, "x-ms-continuation-token");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "GET /runtime/webhooks/durabletask/instances/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /runtime/webhooks/durabletask/instances/a?b=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
      "nonsense\r\n\r\n"})
  void malformedRequestsAreRefusedWithoutATrace(String request) throws IOException {
    String answer = server.raw(request);

    assertThat(answer).containsPattern("^HTTP/1.1 (4|5)\\d\\d ")
        .doesNotContain("\tat ", "Exception");
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws IOException {
    String answer = server.raw("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: "
        + "x".repeat(20_000) + "\r\n\r\n");

    assertThat(answer).containsPattern("^HTTP/1.1 4\\d\\d ");
  }

  private static void nothing(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).isEmpty();
  }

  private static void problem(HttpResponse<String> response, int status, String... named) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).startsWith("{\"Message\":\"").endsWith("\"}")
        .doesNotContain("\\tat ", "StackTrace");
    for (String name : named) {
      assertThat(response.body()).contains(name);
    }
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
  }
}
