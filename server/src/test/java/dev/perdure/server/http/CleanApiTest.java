package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.model.request.StartRequest;
import dev.perdure.server.configuration.HttpOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The clean API, over a real socket.
final class CleanApiTest {
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
  void anOrchestrationIsStartedAwaitedAndShown() {
    HttpResponse<String> started = post("/instances?wait=10",
        "{\"name\":\"Echo\",\"id\":\"a 1\",\"input\":{\"n\":1.10},\"tags\":{\"region\":\"eu\"}}");

    assertThat(started.statusCode()).isEqualTo(201);
    assertThat(started.headers().firstValue("Location"))
        .contains(server.base() + "/v1/instances/a%201");
    JsonNode instance = json(started);
    assertThat(instance.get("status").textValue()).isEqualTo("Completed");
    assertThat(instance.get("input").toString()).isEqualTo("{\"n\":1.1}");
    assertThat(started.body()).contains("\"input\":{\"n\":1.10}");
    assertThat(instance.at("/tags/region").textValue()).isEqualTo("eu");
    assertThat(json(get("/instances/a%201")).has("input")).isFalse();
    assertThat(get("/instances/a%201/history").body())
        .contains("\"type\":\"ExecutionStarted\"", "\"type\":\"ExecutionCompleted\"");
  }

  @ParameterizedTest
  @CsvSource({"reject, 409, instance-exists", "replaceEnded, 409, instance-exists",
      "ignore, 201, Wait", "replace, 201, Echo"})
  void whatBecomesOfAnInstanceInTheWayIsSaid(String ifExists, int status, String named) {
    String id = "way-" + ifExists;
    post("/instances", "{\"name\":\"Wait\",\"id\":\"" + id + "\"}");
    HttpResponse<String> again = post("/instances", "{\"name\":\"Echo\",\"id\":\"" + id
        + "\",\"ifExists\":\"" + ifExists + "\"}");

    assertThat(again.statusCode()).isEqualTo(status);
    assertThat(again.body()).contains("\"" + named + "\"");
  }

  @Test
  void anInstanceIsSteered() {
    post("/instances", "{\"name\":\"Wait\",\"id\":\"s\"}");

    assertThat(post("/instances/s/suspend", "{\"reason\":\"hold\"}").statusCode()).isEqualTo(204);
    problem(post("/instances/s/suspend", ""), 409, "no-effect");
    assertThat(post("/instances/s/resume", "").statusCode()).isEqualTo(204);
    problem(delete("/instances/s"), 409, "wrong-status");
    assertThat(post("/instances/s/events/Go", "[7]").statusCode()).isEqualTo(204);
    assertThat(json(get("/instances/s?wait=10&payloads=true")).get("output").toString())
        .isEqualTo("[7]");
    problem(post("/instances/s/terminate", "{\"reason\":\"late\"}"), 409, "no-effect");
    problem(post("/instances/s/rewind", ""), 409, "wrong-status");
    assertThat(json(post("/instances/s/restart", "{\"newId\":false}")).get("id").textValue())
        .isEqualTo("s");
    assertThat(post("/instances/s/terminate", "{\"reason\":\"so\"}").statusCode()).isEqualTo(204);
    assertThat(json(get("/instances/s?payloads=true")).get("output").textValue()).isEqualTo("so");
    assertThat(delete("/instances/s").body()).isEqualTo("{\"removed\":1}");
    problem(get("/instances/s"), 404, "instance-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/suspend", "/resume", "/terminate", "/rewind", "/restart", "/events/E"})
  void nobodyIsNotFound(String verb) {
    problem(post("/instances/nobody" + verb, ""), 404, "instance-not-found");
    problem(get("/instances/nobody/history"), 404, "instance-not-found");
    problem(get("/instances/nobody/changes"), 404, "instance-not-found");
    problem(delete("/instances/nobody"), 404, "instance-not-found");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "/instances|{|invalid-request", "/instances|{}|invalid-request",
      "/instances|[]|invalid-request", "/instances|{\"name\":1}|invalid-request",
      "/instances|{\"name\":\"a\",\"name\":\"b\"}|invalid-request",
      "/instances|{\"name\":\"a\",\"idd\":\"b\"}|invalid-request",
      "/instances|{\"name\":\"a\",\"id\":\"@b\"}|invalid-request",
      "/instances|{\"name\":\"a\",\"startsAt\":\"soon\"}|invalid-request",
      "/instances|{\"name\":\"a\",\"tags\":[1]}|invalid-request",
      "/instances|{\"name\":\"a\",\"ifExists\":\"x\"}|invalid-request",
      "/instances?wait=0|{\"name\":\"a\"}|invalid-request",
      "/instances?wait=1&wait=2|{\"name\":\"a\"}|invalid-request",
      "/instances/x/terminate|{\"recursive\":\"yes\"}|invalid-request",
      "/instances/x/links|{\"operations\":[\"all\"]}|invalid-request",
      "/instances/x/links|{\"life\":\"P999D\"}|invalid-request",
      "/jobs|{\"operation\":\"dance\"}|invalid-request",
      "/jobs|{\"operation\":\"purge\",\"filter\":{\"state\":[]}}|invalid-request"})
  void whatIsWrongIsRefused(String path, String body, String code) {
    problem(post(path, body), 400, code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?status=Done", "?order=size", "?limit=0", "?limit=501", "?limit=x",
      "?createdFrom=yesterday", "?tag=region", "?payloads=maybe", "?cursor=abc", "?top=3",
      "?cursor=bmFtZQ"})
  void aFilterThatCannotHoldIsRefused(String query) {
    problem(get("/instances" + query), 400, "invalid-request");
  }

  @Test
  void anotherMethodIsToldWhichThereAre() {
    HttpResponse<String> response = server.send(server.request(server.base() + "/v1/instances/a")
        .PUT(HttpRequest.BodyPublishers.noBody()));

    problem(response, 405, "wrong-method");
    assertThat(response.headers().firstValue("Allow")).contains("DELETE, GET");
    problem(get("/nowhere"), 404, "no-such-route");
  }

  @ParameterizedTest
  @CsvSource({
      "order=created, 0 1 2 3 4 5 6", "order=-created, 6 5 4 3 2 1 0", "order=id, 0 1 2 3 4 5 6",
      "order=-id, 6 5 4 3 2 1 0", "order=name, 0 2 4 6 1 3 5", "order=-name, 5 3 1 6 4 2 0",
      "order=updated&status=completed, 0 2 4 6", "order=-updated&status=completed, 6 4 2 0",
      "name=Wait&order=created, 1 3 5", "status=Running&status=Pending&order=created, 1 3 5",
      "'status=completed,Failed&order=created', 0 2 4 6", "tag=n:3, 3", "tag=n:3&tag=odd:no, ''",
      "text=VALUE-4, 4", "text=value-4&name=Wait, ''", "idPrefix=listed-5, 5", "parent=none, ''",
      "createdTo=2020-01-01T00:00:00Z, ''"})
  void listsAreFilteredAndOrderedPageByPage(String query, String expected) {
    try (var own = new TestServer()) {
      for (int i = 0; i < 7; i++) {
        own.postJson(own.base() + "/v1/instances" + (i % 2 == 0 ? "?wait=10" : ""),
            "{\"name\":\"" + (i % 2 == 0 ? "Echo" : "Wait") + "\",\"id\":\"listed-" + i
                + "\",\"input\":\"value-" + i + "\",\"tags\":{\"n\":\"" + i + "\",\"odd\":\""
                + (i % 2 == 0 ? "no" : "yes") + "\"}}");
      }
      List<String> found = new ArrayList<>();
      JsonNode page;
      String cursor = "";
      do {
        page = json(own.get(own.base() + "/v1/instances?limit=2&" + query + cursor));
        assertThat(page.get("instances").size()).isLessThanOrEqualTo(2);
        page.get("instances").forEach(it -> found.add(it.get("id").textValue().substring(7)));
        cursor = "&cursor=" + page.get("next").asText();
      } while (!page.get("next").isNull());

      assertThat(String.join(" ", found)).isEqualTo(expected);
      String filter = query.replaceAll("&?order=[^&]*", "").replaceFirst("^&", "");
      assertThat(json(own.get(own.base() + "/v1/counts?" + filter)).get("total").intValue())
          .isEqualTo(found.size());
    }
  }

  @Test
  void aListThatWouldLookThroughTooMuchIsRefused() {
    var options = HttpOptions.DEFAULTS.withLimits(HttpOptions.Limits.DEFAULTS.withSearch(5));
    try (var own = new TestServer(options, List.of())) {
      for (int i = 0; i < 6; i++) {
        own.run("Echo", "many-" + i, "1");
      }
      String list = own.base() + "/v1/instances?limit=2&order=";

      for (String order : List.of("updated", "-updated", "name", "-name", "id", "-id")) {
        HttpResponse<String> refused = own.get(list + order);
        problem(refused, 422, "too-many-instances");
        assertThat(refused.body()).contains("more than 5 (the server's search-limit)");
      }
      problem(own.get(list + "created&text=nowhere"), 422, "too-many-instances");
      assertThat(json(own.get(list + "created")).at("/instances/0/id").textValue())
          .isEqualTo("many-0");
      assertThat(json(own.get(list + "name&idPrefix=many-1")).at("/instances").size())
          .isEqualTo(1);
      assertThat(json(own.get(own.base() + "/v1/counts")).get("total").intValue()).isEqualTo(6);
    }
  }

  @Test
  void subOrchestrationsAreFoundByTheirParent() {
    server.hub.start(StartRequest.of("father", "Parent", null)).toCompletableFuture().join();
    json(get("/instances/father?wait=10"));

    JsonNode page = json(get("/instances?parent=father"));

    assertThat(page.get("instances").size()).isEqualTo(1);
    assertThat(page.at("/instances/0/parentId").textValue()).isEqualTo("father");
    assertThat(page.at("/instances/0/name").textValue()).isEqualTo("Echo");
  }

  @Test
  void instancesAreCounted() {
    try (var own = new TestServer()) {
      own.run("Echo", "c1", "1");
      own.run("Echo", "c2", "1");
      own.run("Fail", "c3", "1");

      assertThat(own.get(own.base() + "/v1/counts").body()).isEqualTo(
          "{\"total\":3,\"byStatus\":{\"Completed\":2,\"Failed\":1},"
              + "\"byName\":{\"Echo\":2,\"Fail\":1},"
              + "\"entities\":{\"total\":0,\"locked\":0,\"byName\":{}}}");
    }
  }

  @Test
  void aFailureIsShownWithItsCausesAndWithoutATrace() {
    HttpResponse<String> failed = post("/instances?wait=10", "{\"name\":\"Fail\"}");

    assertThat(json(failed).at("/failure/message").textValue()).isEqualTo("out of luck");
    assertThat(failed.body()).doesNotContain("\\tat ");
  }

  @Test
  void aRequestThatIsRepeatedUnderItsNameHasNoSecondEffect() {
    var start = server.request(server.base() + "/v1/instances").header("Idempotency-Key", "once")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Wait\"}"));

    assertThat(json(server.send(start)).get("id")).isEqualTo(json(server.send(start)).get("id"));
  }

  @Test
  void anotherRequestUnderTheSameNameIsRefused() {
    String address = server.base() + "/v1/instances";
    server.send(server.request(address).header("Idempotency-Key", "reused")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Wait\"}")));

    for (String body : List.of("{\"name\":\"Echo\"}", "{\"name\":\"Wait\",\"input\":1}")) {
      problem(
          server.send(server.request(address).header("Idempotency-Key", "reused")
              .POST(HttpRequest.BodyPublishers.ofString(body))),
          422, "key-reused");
    }
  }

  private static void problem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("code").textValue()).as(response.body()).isEqualTo(code);
    assertThat(problem.get("status").intValue()).isEqualTo(status);
    assertThat(problem.get("detail").textValue()).isNotEmpty().doesNotContain("\tat ");
  }

  private static HttpResponse<String> get(String path) {
    return server.get(server.base() + "/v1" + path);
  }

  private static HttpResponse<String> delete(String path) {
    return server.delete(server.base() + "/v1" + path);
  }

  private static HttpResponse<String> post(String path, String body) {
    return server.postJson(server.base() + "/v1" + path, body);
  }

  private static JsonNode json(HttpResponse<String> response) {
    try {
      return new ObjectMapper().readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.body(), e);
    }
  }
}
