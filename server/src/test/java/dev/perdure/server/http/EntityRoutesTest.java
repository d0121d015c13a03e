package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The routes of entities, over a real socket.
final class EntityRoutesTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aSignalIsTakenAndItsEffectShown() {
    assertThat(signal("counter/a?op=add", "5").statusCode()).isEqualTo(202);
    HttpResponse<String> again = signal("Counter/a?OP=add", "2");

    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEmpty();
    HttpResponse<String> state = awaitState("counter/a", "7");
    assertThat(state.statusCode()).isEqualTo(200);
    assertThat(state.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
  }

  @Test
  void anotherContentTypeThanJsonMakesTheInputText() {
    server.send(server.request(server.api() + "/entities/note/n?op=write")
        .header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString("5 \"a\"")));

    assertThat(awaitState("note/n", "\"5 \\\"a\\\"\"").statusCode()).isEqualTo(200);
  }

  @Test
  void anInputThatIsNotJsonIsRefused() {
    HttpResponse<String> refused = signal("counter/a?op=add", "{");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).startsWith("{\"Message\":\"Could not parse JSON content: ");
  }

  @Test
  void theKeyMayBeEmpty() {
    assertThat(signal("counter?op=add", "3").statusCode()).isEqualTo(202);

    assertThat(awaitState("counter/$", "3").statusCode()).isEqualTo(200);
  }

  @Test
  void aDeletedEntityIsNotThere() throws InterruptedException {
    signal("counter/gone?op=add", "1");
    awaitState("counter/gone", "1");

    assertThat(server.delete(server.api() + "/entities/counter/gone").statusCode())
        .isEqualTo(202);

    int status = 200;
    for (int i = 0; i < 200 && status == 200; i++) {
      Thread.sleep(20);
      status = server.get(server.api() + "/entities/counter/gone").statusCode();
    }
    assertThat(status).isEqualTo(404);
    assertThat(server.get(server.api() + "/entities/counter").body()).isEqualTo("[]");
  }

  @Test
  void entitiesAreListedPageByPage() {
    for (String key : new String[]{"a", "b", "c"}) {
      signal("counter/" + key + "?op=add", "1");
      awaitState("counter/" + key, "1");
    }
    signal("note/n?op=write", "\"x\"");
    awaitState("note/n", "\"x\"");

    String entities = server.api() + "/entities";
    HttpResponse<String> first = server.get(entities + "/COUNTER?top=2&fetchState=true");
    String next = first.headers().firstValue("x-ms-continuation-token").orElseThrow();
    HttpResponse<String> second = server.send(server
        .request(entities + "/COUNTER?top=2&fetchState=true")
        .header("x-ms-continuation-token", next).GET());

    assertThat(first.body()).matches("\\[\\{\"entityId\":\\{\"name\":\"counter\",\"key\":\"a\"},"
        + "\"lastOperationTime\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\",\"state\":1},"
        + "\\{\"entityId\":\\{\"name\":\"counter\",\"key\":\"b\"}.*}]");
    assertThat(second.body()).contains("\"key\":\"c\"").doesNotContain("\"key\":\"a\"");
    assertThat(second.headers().firstValue("x-ms-continuation-token")).contains("");
    assertThat(server.get(entities).body()).contains("\"name\":\"note\"")
        .doesNotContain("\"state\"");
    assertThat(server.get(entities + "?lastOperationTimeFrom=2126-01-01").body()).isEqualTo("[]");
    assertThat(server.get(entities + "?lastOperationTimeTo=2020-01-01").body()).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource({"GET, /entities/counter/nobody, 404", "PUT, /entities/counter/a, 404",
      "DELETE, /entities/counter, 404", "POST, /entities, 404", "GET, /entities/a%23b/k, 400",
      "POST, /entities/counter/a%00, 400"})
  void whatIsNotThereOrMalformedIsRefused(String method, String path, int status) {
    assertThat(server.send(server.request(server.api() + path)
        .method(method, HttpRequest.BodyPublishers.noBody())).statusCode()).isEqualTo(status);
  }

  private HttpResponse<String> signal(String entity, String json) {
    return server.postJson(server.api() + "/entities/" + entity, json);
  }

  private HttpResponse<String> awaitState(String entity, String state) {
    String address = server.api() + "/entities/" + entity;
    HttpResponse<String> shown = server.get(address);
    for (int i = 0; i < 500 && !shown.body().equals(state); i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      shown = server.get(address);
    }
    assertThat(shown.body()).isEqualTo(state);
    return shown;
  }
}
