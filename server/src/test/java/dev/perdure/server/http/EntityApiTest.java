package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The routes of entities, over a real socket.
final class EntityApiTest {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

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

  private static String entities() {
    return server.api() + "/entities";
  }

  /// The entity, once it is as it shall be: a signal is performed a moment after it is taken.
  private static HttpResponse<String> await(
      String path, Predicate<HttpResponse<String>> wanted) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    HttpResponse<String> response = server.get(entities() + path);
    while (!wanted.test(response) && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
      response = server.get(entities() + path);
    }
    return response;
  }

  private static void set(String path, String json) {
    assertThat(server.postJson(entities() + path + "?op=set", json).statusCode())
        .isEqualTo(202);
    assertThat(await(path, it -> it.body().equals(json)).body()).isEqualTo(json);
  }

  @Test
  void anEntityIsSignaledAndItsStateShown() {
    assertThat(server.get(entities() + "/register/nobody").statusCode()).isEqualTo(404);
    set("/Register/a", "{\"n\":[1,2.5]}");

    HttpResponse<String> text = server.send(
        HttpRequest.newBuilder(URI.create(entities() + "/register/?op=set"))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("hello")));
    assertThat(text.statusCode()).isEqualTo(202);
    assertThat(text.body()).isEmpty();
    assertThat(await("/register/$", it -> it.statusCode() == 200).body())
        .isEqualTo("\"hello\"");
  }

  @Test
  void anEntityIsDeleted() {
    set("/register/gone", "1");

    assertThat(server.delete(entities() + "/register/gone").statusCode()).isEqualTo(202);

    assertThat(await("/register/gone", it -> it.statusCode() == 404).statusCode())
        .isEqualTo(404);
  }

  @Test
  void wrongSignalsAreRefused() {
    HttpResponse<String> noJson = server.postJson(entities() + "/register/a?op=set", "{");
    assertThat(noJson.statusCode()).isEqualTo(400);
    assertThat(noJson.body()).contains("Could not parse JSON content: ");
    assertThat(server.post(entities() + "/register/a%23b?op=set").statusCode()).isEqualTo(400);
    assertThat(server.post(entities() + "/register/" + "x".repeat(100)).statusCode())
        .isEqualTo(400);
    assertThat(server.get(entities() + "/reg%3Fister/a").statusCode()).isEqualTo(400);
  }

  @Test
  void entitiesAreListedPageByPage() {
    set("/register/list-1", "1");
    set("/register/list-2", "2");

    HttpResponse<String> first = server.get(entities() + "/REGISTER?fetchState=true&top=1");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).matches(
        "\\[\\{\"entityId\":\\{\"name\":\"register\",\"key\":\"[^\"]*\"},"
            + "\"lastOperationTime\":\"[^\"]{19}Z\",\"state\":.*}]");
    String token = first.headers().firstValue("x-ms-continuation-token").orElseThrow();
    assertThat(token).isNotEmpty();
    HttpResponse<String> rest = server.send(
        HttpRequest.newBuilder(URI.create(entities() + "/register"))
            .header("x-ms-continuation-token", token).GET());

    assertThat(rest.body()).contains("\"key\":\"list-2\"").doesNotContain("state");
    assertThat(rest.headers().firstValue("x-ms-continuation-token")).contains("");
    assertThat(server.get(entities() + "?lastOperationTimeTo=2020-01-01").body())
        .isEqualTo("[]");
    assertThat(server.get(entities() + "?lastOperationTimeFrom=2020-01-01").body())
        .contains("list-1");
  }
}
