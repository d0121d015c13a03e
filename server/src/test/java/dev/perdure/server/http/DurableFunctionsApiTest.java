package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The routes of the API, over a real socket.
final class DurableFunctionsApiTest {
  private static final String WHOLE_SECONDS = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

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
  void aStartAnswersWithAllAddresses() {
    HttpResponse<String> started = server.postJson(server.api() + "/orchestrators/Echo/s1",
        "{\"a\":1}");

    String instance = server.api() + "/instances/s1";
    String query = "taskHub=TestHubName&connection=Storage";
    assertThat(started.statusCode()).isEqualTo(202);
    assertThat(header(started, "Location")).isEqualTo(instance + "?" + query);
    assertThat(header(started, "Retry-After")).isEqualTo("10");
    assertThat(header(started, "Content-Type")).isEqualTo("application/json; charset=utf-8");
    assertThat(started.body()).isEqualTo("{\"id\":\"s1\",\"statusQueryGetUri\":\"" + instance
        + "?" + query
        + "\",\"sendEventPostUri\":\"" + instance + "/raiseEvent/{eventName}?" + query
        + "\",\"terminatePostUri\":\"" + instance + "/terminate?reason={text}&" + query
        + "\",\"purgeHistoryDeleteUri\":\"" + instance + "?" + query
        + "\",\"restartPostUri\":\"" + instance + "/restart?" + query
        + "\",\"suspendPostUri\":\"" + instance + "/suspend?reason={text}&" + query
        + "\",\"resumePostUri\":\"" + instance + "/resume?reason={text}&" + query + "\"}");
  }

  @Test
  void aStartWithoutAnIdGetsOne() {
    HttpResponse<String> started = server.post(server.api() + "/orchestrators/Echo");

    assertThat(started.body()).containsPattern("\"id\":\"[0-9a-f]{32}\"");
  }

  @Test
  void aStartCanWaitForTheOutput() {
    HttpResponse<String> done = server.postJson(
        server.api() + "/orchestrators/Echo/w1?timeout=10&pollingInterval=0.1", "{\"a\": [1]}");
    HttpResponse<String> late = server.post(server.api() + "/orchestrators/Wait/w2?timeout=0.05");
    HttpResponse<String> failed = server.post(
        server.api() + "/orchestrators/Fail/w3?timeout=10&returnInternalServerErrorOnFailure=true");

    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(done.body()).isEqualTo("{\"a\":[1]}");
    assertThat(late.statusCode()).isEqualTo(202);
    assertThat(header(late, "Location")).contains("/instances/w2?");
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("\"runtimeStatus\":\"Failed\"");
  }

  @Test
  void theStatusIs202UntilTheEndAnd200Then() {
    server.post(server.api() + "/orchestrators/Wait/t1");
    String address = server.api() + "/instances/t1?showInput=false";

    HttpResponse<String> running = server.get(address);
    server.postJson(server.api() + "/instances/t1/raiseEvent/Go", "{\"b\":2}");
    awaitEnd("t1");
    HttpResponse<String> completed = server.get(address);

    assertThat(running.statusCode()).isEqualTo(202);
    assertThat(header(running, "Location")).isEqualTo(address);
    assertThat(header(running, "Retry-After")).isEqualTo("5");
    assertThat(completed.statusCode()).isEqualTo(200);
    assertThat(completed.headers().firstValue("Location")).isEmpty();
    assertThat(completed.body()).matches("\\{\"name\":\"Wait\",\"instanceId\":\"t1\","
        + "\"runtimeStatus\":\"Completed\",\"input\":null,\"customStatus\":null,"
        + "\"output\":\\{\"b\":2},\"createdTime\":\"" + WHOLE_SECONDS
        + "\",\"lastUpdatedTime\":\"" + WHOLE_SECONDS + "\"}");
  }

  @Test
  void aFailureIsShownAsTextAndAs500OnRequest() {
    HttpResponse<String> failed = server.run("Fail", "f1", "7");

    assertThat(failed.statusCode()).isEqualTo(200);
    assertThat(failed.body()).contains("\"runtimeStatus\":\"Failed\"", "\"input\":7",
        "\"output\":\"out of luck\"");
    assertThat(failed.body()).doesNotContain("\tat ");
    assertThat(server.get(
        server.api() + "/instances/f1?returnInternalServerErrorOnFailure=true").statusCode())
        .isEqualTo(500);
  }

  @Test
  void theHistoryIsShownOnRequest() {
    server.run("Call", "h1", "");

    String plain = server.get(server.api() + "/instances/h1").body();
    String full = server.get(
        server.api() + "/instances/h1?showHistory=true&showHistoryOutput=true").body();

    assertThat(plain).doesNotContain("historyEvents");
    assertThat(full).contains("\"EventType\":\"ExecutionStarted\"", "\"FunctionName\":\"Upper\"",
        "\"Result\":\"A\"").doesNotContain("OrchestratorStarted", "TaskScheduled");
  }

  @Test
  void aTerminatedInstanceHasTheReasonAsItsOutput() {
    server.post(server.api() + "/orchestrators/Wait/x1");

    assertThat(server.post(server.api() + "/instances/x1/terminate?reason=not+needed").statusCode())
        .isEqualTo(202);
    HttpResponse<String> status = server.get(server.api() + "/instances/x1");
    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(status.body())
        .contains("\"runtimeStatus\":\"Terminated\"", "\"output\":\"not needed\"");
    assertThat(server.post(server.api() + "/instances/x1/terminate").statusCode()).isEqualTo(410);
    assertThat(server.postJson(server.api() + "/instances/x1/raiseEvent/Go", "1").statusCode())
        .isEqualTo(410);
    assertThat(server.post(server.api() + "/instances/x1/suspend").statusCode()).isEqualTo(410);
  }

  @Test
  void aSuspendedInstanceWaitsUntilItIsResumed() {
    server.post(server.api() + "/orchestrators/Wait/p1");

    assertThat(server.post(server.api() + "/instances/p1/suspend?reason=hold").statusCode())
        .isEqualTo(202);
    HttpResponse<String> suspended = server.get(server.api() + "/instances/p1");
    assertThat(suspended.statusCode()).isEqualTo(202);
    assertThat(suspended.body()).contains("\"runtimeStatus\":\"Suspended\"");
    HttpResponse<String> again = server.post(server.api() + "/instances/p1/suspend");
    assertThat(again.statusCode()).isEqualTo(500);
    assertThat(again.body()).startsWith("{\"Message\":\"").contains("'p1'")
        .endsWith("\",\"Reason\":\"already-suspended\"}");
    server.postJson(server.api() + "/instances/p1/raiseEvent/Go", "1");
    assertThat(server.get(server.api() + "/instances/p1").statusCode()).isEqualTo(202);

    assertThat(server.post(server.api() + "/instances/p1/resume").statusCode()).isEqualTo(202);
    assertThat(server.post(server.api() + "/instances/p1/resume").statusCode()).isIn(500, 410);
    awaitEnd("p1");
    server.post(server.api() + "/orchestrators/Wait/p2");
    HttpResponse<String> stray = server.post(server.api() + "/instances/p2/resume");
    assertThat(stray.statusCode()).isEqualTo(500);
    assertThat(stray.body()).contains("'p2'").endsWith("\",\"Reason\":\"not-suspended\"}");
    assertThat(server.get(server.api() + "/instances/p1").body()).contains("\"output\":1");
  }

  @Test
  void anEndedInstanceIsPurgedAndARunningOneIsNot() {
    server.run("Echo", "d1", "1");
    server.post(server.api() + "/orchestrators/Wait/d2");

    HttpResponse<String> purged = server.delete(server.api() + "/instances/d1");
    assertThat(purged.statusCode()).isEqualTo(200);
    assertThat(purged.body()).isEqualTo("{\"instancesDeleted\":1}");
    assertThat(server.get(server.api() + "/instances/d1").statusCode()).isEqualTo(404);
    assertThat(server.delete(server.api() + "/instances/d1").statusCode()).isEqualTo(404);
    HttpResponse<String> running = server.delete(server.api() + "/instances/d2");
    assertThat(running.statusCode()).isEqualTo(412);
    assertThat(running.body()).startsWith("\"").endsWith("\"").contains("'d2'");
  }

  @Test
  void aPurgeByFilterNeedsABeginningAndKnownStatuses() {
    try (var own = new TestServer()) {
      own.run("Echo", "a", "1");
      own.run("Fail", "b", "1");
      String instances = own.api() + "/instances";

      assertThat(own.delete(instances).body())
          .isEqualTo("\"Please provide value for 'createdTimeFrom' parameter.\"");
      assertThat(own.delete(instances + "?createdTimeFrom=soon").statusCode()).isEqualTo(400);
      assertThat(own.delete(instances + "?createdTimeFrom=2026-01-01&runtimeStatus=completed")
          .statusCode()).isEqualTo(400);
      assertThat(own.delete(instances + "?createdTimeFrom=2026-01-01&runtimeStatus=Failed").body())
          .isEqualTo("{\"instancesDeleted\":1}");
      assertThat(own.delete(instances + "?createdTimeFrom=2126-01-01").statusCode()).isEqualTo(404);
      assertThat(own.delete(instances + "?createdTimeFrom=2026-01-01").body())
          .isEqualTo("{\"instancesDeleted\":1}");
      assertThat(own.get(instances).body()).isEqualTo("[]");
    }
  }

  @Test
  void aFailedInstanceIsRewoundAndNoOther() {
    server.run("Fail", "r1", "1");
    server.run("Echo", "r2", "1");

    assertThat(server.post(server.api() + "/instances/r1/rewind?reason=again").statusCode())
        .isEqualTo(202);
    HttpResponse<String> completed = server.post(server.api() + "/instances/r2/rewind");
    assertThat(completed.statusCode()).isEqualTo(412);
    assertThat(completed.body()).startsWith("\"").contains("'r2'");
    HttpResponse<String> unknown = server.post(server.api() + "/instances/nobody/rewind");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).startsWith("\"").contains("'nobody'");
  }

  @Test
  void aRestartTakesANewIdUnlessItIsToldNotTo() {
    server.run("Echo", "n1", "\"again\"");

    HttpResponse<String> fresh = server.post(server.api() + "/instances/n1/restart?timeout=10");
    HttpResponse<String> same = server.post(
        server.api() + "/instances/n1/restart?restartWithNewInstanceId=false");
    HttpResponse<String> unknown = server.post(server.api() + "/instances/nobody/restart");

    assertThat(fresh.body()).isEqualTo("\"again\"");
    assertThat(header(same, "Location")).contains("/instances/n1?");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).isEqualTo(
        "{\"Message\":\"InstanceId does not match a valid orchestration instance.\"}");
    server.post(server.api() + "/orchestrators/Wait/n2");
    HttpResponse<String> running = server.post(
        server.api() + "/instances/n2/restart?restartWithNewInstanceId=false");
    assertThat(running.statusCode()).isEqualTo(409);
    assertThat(running.body()).isEqualTo("{\"Message\":"
        + "\"A non-terminal instance with this instance ID already exists.\"}");
  }

  @Test
  void aListIsReadPageByPage() {
    for (int i = 0; i < 7; i++) {
      server.run("Echo", "list-" + i, "1");
    }
    String address = server.api() + "/instances?instanceIdPrefix=list-&top=3&showInput=false";

    Set<String> seen = new HashSet<>();
    String continuation = "";
    int pages = 0;
    do {
      HttpResponse<String> page = server.send(server.request(address)
          .header("x-ms-continuation-token", continuation).GET());
      Matcher ids = Pattern.compile("\"instanceId\":\"([^\"]+)\"").matcher(page.body());
      while (ids.find()) {
        assertThat(seen.add(ids.group(1))).isTrue();
      }
      continuation = header(page, "x-ms-continuation-token");
      pages++;
    } while (!continuation.isEmpty());

    assertThat(seen).hasSize(7);
    assertThat(pages).isBetween(3, 4);
    assertThat(server.get(address + "&runtimeStatus=Failed").body()).isEqualTo("[]");
    assertThat(server.get(address + "&createdTimeTo=2020-01-01").body()).isEqualTo("[]");
  }

  @Test
  void aRequestThatIsRepeatedUnderItsNameHasNoSecondEffect() {
    var start = server.request(server.api() + "/orchestrators/Wait")
        .header("Idempotency-Key", "order-7")
        .POST(HttpRequest.BodyPublishers.noBody());

    assertThat(header(server.send(start), "Location"))
        .isEqualTo(header(server.send(start), "Location"));
  }

  @Test
  void anotherRequestUnderTheSameNameIsRefused() {
    assertThat(named("Wait", "order-8", "1").statusCode()).isEqualTo(202);

    for (HttpResponse<String> refused : List.of(
        named("Echo", "order-8", "1"), named("Wait", "order-8", "2"))) {
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("Idempotency-Key");
    }
    assertThat(named("Wait/elsewhere", "order-8", "2").statusCode()).isEqualTo(202);
  }

  private static HttpResponse<String> named(String function, String key, String body) {
    return server.send(server.request(server.api() + "/orchestrators/" + function)
        .header("Idempotency-Key", key).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void idsOfAnyKindComeBackInTheAddresses() {
    HttpResponse<String> started = server
        .post(server.api() + "/orchestrators/Echo/" + "order%207+%C3%BC%2B%25?timeout=10");
    HttpResponse<String> again = server
        .post(server.api() + "/orchestrators/Echo/" + "order%207+%C3%BC%2B%25");

    assertThat(started.statusCode()).isEqualTo(200);
    assertThat(again.body()).contains("\"id\":\"order 7 ü+%\"");
    assertThat(server.get(header(again, "Location")).body())
        .contains("\"instanceId\":\"order 7 ü+%\"");
  }

  private static void awaitEnd(String id) {
    server.hub.awaitCompletion(id, false).toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }
}
