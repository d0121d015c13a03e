package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Entities in the clean API, over a real socket.
final class CleanEntitiesTest {
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
  void anOperationIsCalledAndItsResultGiven() {
    HttpResponse<String> set = perform("register/r?wait=10", "set", "{\"a\":[1.1]}");

    assertThat(set.statusCode()).isEqualTo(200);
    assertThat(set.body()).isEqualTo("{\"performed\":true,\"result\":null}");
    JsonNode entity = json(get("Register/r"));
    assertThat(entity.get("id").textValue()).isEqualTo("@register@r");
    assertThat(entity.get("exists").booleanValue()).isTrue();
    assertThat(entity.get("state").toString()).isEqualTo("{\"a\":[1.1]}");
    assertThat(entity.get("queueLength").intValue()).isZero();
    assertThat(entity.get("lock").isNull()).isTrue();
    assertThat(entity.get("waiters")).isEmpty();
    assertThat(entity.get("allWaiters").booleanValue()).isTrue();
  }

  @Test
  void aSignalIsTakenAndPerformedLater() {
    assertThat(perform("counter/signal", "add", "5").statusCode()).isEqualTo(202);
    assertThat(perform("counter/signal", "add", "2").body()).isEqualTo("{\"performed\":false}");

    await(() -> get("counter/signal").body().contains("\"state\":7"));
  }

  @Test
  void aSignalWaitsForItsTime() {
    Instant due = Instant.now().plus(Duration.ofHours(5));
    server.postJson(address("counter/due"),
        "{\"operation\":\"add\",\"input\":1,\"dueAt\":\"" + due + "\"}");

    JsonNode entity = json(get("counter/due"));
    assertThat(entity.get("exists").booleanValue()).isFalse();
    assertThat(entity.get("queueLength").intValue()).isEqualTo(1);
    assertThat(entity.get("state").isNull()).isTrue();
  }

  @Test
  void aCallThatIsNotPerformedInTimeSaysSo() {
    HttpResponse<String> answer = perform("nobody/x?wait=1", "add", "1");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"performed\":false}");
  }

  @Test
  void anOperationThatFailsIsAProblemWithItsReason() {
    HttpResponse<String> failed = perform("register/f?wait=10", "dance", "1");

    problem(failed, 422, "operation-failed");
    assertThat(json(failed).get("detail").textValue())
        .isEqualTo("The operation 'dance' of '@register@f' failed: dance");
    assertThat(json(failed).get("failureType").textValue())
        .isEqualTo("java.lang.IllegalArgumentException");
    assertThat(failed.body()).doesNotContain("\\tat ");
    problem(get("register/f"), 404, "entity-not-found");
  }

  @Test
  void aRepeatedCallGetsItsFirstAnswer() {
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = server.send(server.request(address("counter/once?wait=10"))
          .header("Idempotency-Key", "k1")
          .POST(HttpRequest.BodyPublishers.ofString("{\"operation\":\"add\",\"input\":3}")));
      assertThat(answer.statusCode()).isEqualTo(200);
    }

    assertThat(json(get("counter/once")).get("state").intValue()).isEqualTo(3);
  }

  @Test
  void anotherCallOrSignalUnderTheSameNameIsRefused() {
    for (String wait : List.of("", "?wait=10")) {
      for (int amount = 1; amount <= 2; amount++) {
        HttpResponse<String> answer = server.send(server.request(address("counter/reused" + wait))
            .header("Idempotency-Key", "k2")
            .POST(HttpRequest.BodyPublishers
                .ofString("{\"operation\":\"add\",\"input\":" + amount + "}")));
        if (amount == 2) {
          problem(answer, 422, "key-reused");
        }
      }
    }

    assertThat(json(get("counter/reused")).get("state").intValue()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {"a/b, a/b", "a%2Fb, a/b", "a/, a/", "a%2F, a/",
      "%2Fa, /a", "a//b, a//b", "a%252Fb, a%2Fb", "@k@, @k@", "%40x%40y, @x@y",
      "%C3%BC%F0%9F%98%80, \u00fc\ud83d\ude00", "a+b, a b", "a%2Bb, a+b", "a%23b%3Fc, a#b?c",
      "%5C, \\"})
  void aKeyIsWhateverFollowsTheName(String sent, String key) {
    assertThat(perform("register/" + sent + "?wait=10", "set", "1").statusCode()).isEqualTo(200);

    JsonNode entity = json(get("register/" + sent));
    assertThat(entity.get("key").textValue()).isEqualTo(key);
    assertThat(entity.get("state").intValue()).isEqualTo(1);
    assertThat(delete("register/" + sent + "?wait=10").statusCode()).isEqualTo(200);
    problem(get("register/" + sent), 404, "entity-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"register", "register/", "REGISTER"})
  void nothingIsTheEmptyKey(String sent) {
    perform(sent + "?wait=10", "set", "\"empty\"");

    assertThat(json(get("register")).get("id").textValue()).isEqualTo("@register@");
    assertThat(delete(sent).statusCode()).isEqualTo(202);
    await(() -> get("register").statusCode() == 404);
  }

  @Test
  void whoHoldsALockAndWhoWaitsIsShown() {
    start("Hold", "holder");
    await(() -> get("counter/locked").body().contains("\"instanceId\":\"holder\""));
    start("Hold", "second");
    await(() -> json(get("counter/locked")).get("waiters").size() == 1);

    JsonNode entity = json(get("counter/locked"));
    assertThat(entity.get("exists").booleanValue()).isFalse();
    assertThat(entity.at("/lock/since").textValue()).startsWith("20").endsWith("Z");
    assertThat(entity.at("/waiters/0/instanceId").textValue()).isEqualTo("second");
    assertThat(entity.at("/waiters/0/since").textValue()).startsWith("20").endsWith("Z");
    assertThat(json(list("locked=true&name=counter")).get("entities")).hasSize(2);
    assertThat(stages("holder")).containsExactly("@counter@locked held", "@counter@more held");
    assertThat(stages("second"))
        .containsExactly("@counter@locked waiting", "@counter@more later");
    JsonNode counts = json(server.get(server.base() + "/v1/counts"));
    assertThat(counts.at("/entities/locked").intValue()).isEqualTo(2);

    for (String id : new String[]{"holder", "second"}) {
      server.postJson(server.base() + "/v1/instances/" + id + "/terminate", "");
      await(() -> stages(id).isEmpty());
    }
    problem(server.get(server.base() + "/v1/instances/none/locks"), 404, "instance-not-found");
  }

  private static List<String> stages(String instanceId) {
    List<String> stages = new ArrayList<>();
    json(server.get(server.base() + "/v1/instances/" + instanceId + "/locks")).get("locks")
        .forEach(it -> stages.add(
            it.get("entity").textValue() + " " + it.get("stage").textValue()));
    return stages;
  }

  @Test
  void entitiesAreListedPageByPage() {
    Instant before = Instant.now();
    for (String key : new String[]{"a1", "a2", "a3", "b1"}) {
      perform("note/" + key + "?wait=10", "write", "\"" + key + "\"");
    }

    JsonNode first = json(list("name=NOTE&idPrefix=@note@a&limit=2&state=true"));
    assertThat(first.get("entities")).hasSize(2);
    assertThat(first.at("/entities/0/state").textValue()).isEqualTo("a1");
    assertThat(first.at("/entities/0").has("waiters")).isFalse();
    JsonNode second = json(list("name=note&idPrefix=@note@a&limit=2&cursor="
        + first.get("next").textValue()));
    assertThat(second.get("entities")).hasSize(1);
    assertThat(second.at("/entities/0/key").textValue()).isEqualTo("a3");
    assertThat(second.at("/entities/0").has("state")).isFalse();
    assertThat(second.get("next").isNull()).isTrue();
    assertThat(keys("idPrefix=@no&modifiedFrom=" + before)).hasSize(4);
    assertThat(keys("name=note&modifiedTo=" + before)).isEmpty();
    assertThat(keys("name=note&idPrefix=@counter@")).isEmpty();
    assertThat(keys("name=not")).isEmpty();
    assertThat(keys("name=note&locked=true")).isEmpty();
    JsonNode counts = json(server.get(server.base() + "/v1/counts"));
    assertThat(counts.at("/entities/byName/note").intValue()).isEqualTo(4);
    assertThat(json(server.get(server.base() + "/v1/counts?name=x")).has("entities")).isFalse();
  }

  private static List<String> keys(String query) {
    List<String> keys = new ArrayList<>();
    json(list(query)).get("entities").forEach(it -> keys.add(it.get("key").textValue()));
    return keys;
  }

  @Test
  void thereIsNothingToClean() {
    String clean = server.base() + "/v1/entity-storage/clean";

    assertThat(server.postJson(clean, "").body()).isEqualTo("{\"removed\":0,\"released\":0}");
    assertThat(server.postJson(clean, "{\"removeEmpty\":false}").statusCode()).isEqualTo(200);
    problem(server.postJson(clean, "{\"removeEmpty\":1}"), 400, "invalid-request");
  }

  @ParameterizedTest
  @CsvSource({"GET, ''", "GET, /history", "GET, /locks", "GET, /changes", "DELETE, ''",
      "POST, /terminate", "POST, /events/E", "POST, /links"})
  void anEntityWhereAnInstanceIsWantedIsPointedToItsRoute(String method, String verb) {
    HttpResponse<String> answer = server.send(server
        .request(server.base() + "/v1/instances/@counter@a%20%C3%BC" + verb)
        .method(method, HttpRequest.BodyPublishers.noBody()));

    problem(answer, 400, "entity-id");
    assertThat(json(answer).get("fix").textValue())
        .isEqualTo("Ask for it at /v1/entities/counter/a%20%C3%BC");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"counter/a|{}", "counter/a|{\"operation\":1}",
      "counter/a|{\"operation\":\"add\",\"dueAt\":\"soon\"}",
      "counter/a|{\"operation\":\"add\",\"inptu\":1}", "counter/a?wait=0|{\"operation\":\"x\"}",
      "counter/a?wait=601|{\"operation\":\"x\"}", "counter/a?op=add|{\"operation\":\"x\"}",
      "a%23b/k|{\"operation\":\"x\"}", "counter/%00|{\"operation\":\"x\"}",
      "counter%2Fk|{\"operation\":\"x\"}", "counter/a|{\"operation\":\"a\\nb\"}"})
  void whatIsWrongIsRefused(String path, String body) {
    problem(server.postJson(address(path), body), 400, "invalid-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=501", "cursor=!", "cursor=Zm9v", "locked=maybe",
      "modifiedFrom=today", "name=a%23b", "top=3", "name=a&name=b"})
  void aListIsAskedForStrictly(String query) {
    problem(list(query), 400, "invalid-request");
  }

  @Test
  void aStateThatIsTooLargeIsTheCallersProblem() {
    String half = "\"" + "x".repeat(TestServer.MAX_PAYLOAD - 100) + "\"";
    perform("register/large?wait=10", "set", "1");

    HttpResponse<String> answer = perform("register/large?wait=10", "twice", half);

    problem(answer, 422, "operation-failed");
    assertThat(json(answer).get("detail").textValue())
        .contains("the state of '@register@large' of at most " + TestServer.MAX_PAYLOAD);
    assertThat(json(get("register/large")).get("state").intValue()).isEqualTo(1);
    problem(perform("register/large", "x".repeat(101), "1"), 400, "invalid-request");
  }

  private static HttpResponse<String> perform(String path, String operation, String input) {
    return server.postJson(
        address(path), "{\"operation\":\"" + operation + "\",\"input\":" + input + "}");
  }

  private static void start(String function, String id) {
    server.postJson(server.base() + "/v1/instances",
        "{\"name\":\"" + function + "\",\"id\":\"" + id + "\"}");
  }

  private static String address(String path) {
    return server.base() + "/v1/entities/" + path;
  }

  private static HttpResponse<String> get(String path) {
    return server.get(address(path));
  }

  private static HttpResponse<String> delete(String path) {
    return server.delete(address(path));
  }

  private static HttpResponse<String> list(String query) {
    return server.get(server.base() + "/v1/entities?" + query);
  }

  private static void problem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(response).get("code").textValue()).isEqualTo(code);
  }

  private static JsonNode json(HttpResponse<String> response) {
    try {
      return new ObjectMapper().readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("Expected JSON, but got " + response.body(), e);
    }
  }

  private static void await(BooleanSupplier condition) {
    for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
