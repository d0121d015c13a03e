package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists of what is large come in pages, whatever is asked for.
final class LargeListsTest {
  private static final int COUNT = 70;
  private static final int LARGEST = 4 << 20;
  private static final String LARGE = '"' + "x".repeat(60_000) + '"';

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
    for (int i = 0; i < COUNT; i++) {
      assertThat(server.run("Echo", "large-" + i, LARGE).statusCode()).isEqualTo(200);
    }
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void theListOfDurableFunctionsGoesOnWithItsToken() throws Exception {
    List<String> ids = new ArrayList<>();
    List<Integer> pages = new ArrayList<>();
    String token = "";
    do {
      HttpResponse<String> page = server.send(
          server.request(server.api() + "/instances?top=1000")
              .header("x-ms-continuation-token", token.isEmpty() ? " " : token).GET());
      assertThat(page.body().length()).isLessThan(LARGEST);
      assertThat(page.headers().firstValue("Content-Length")).isPresent();
      JsonNode list = new ObjectMapper().readTree(page.body());
      list.forEach(it -> ids.add(it.get("instanceId").asText()));
      pages.add(list.size());
      token = page.headers().firstValue("x-ms-continuation-token").orElseThrow();
    } while (!token.isEmpty());

    assertThat(ids).doesNotHaveDuplicates().hasSize(COUNT);
    assertThat(pages).hasSize(3).allMatch(it -> it > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "order=created", "order=-created", "order=updated", "order=-id", "order=name",
      "text=xxxx", "order=id&text=xxxx"})
  void theListOfTheCleanApiGoesOnWithItsCursor(String question) throws Exception {
    List<String> ids = new ArrayList<>();
    List<Integer> pages = new ArrayList<>();
    String cursor = "";
    do {
      HttpResponse<String> page = server.get(
          server.base() + "/v1/instances?payloads=true&limit=500&" + question + cursor);
      assertThat(page.body().length()).isLessThan(LARGEST);
      JsonNode body = new ObjectMapper().readTree(page.body());
      for (JsonNode instance : body.get("instances")) {
        ids.add(instance.get("id").asText());
        assertThat(instance.get("output").asText()).hasSize(60_000);
      }
      pages.add(body.get("instances").size());
      cursor = body.get("next").isNull() ? "" : "&cursor=" + body.get("next").asText();
    } while (!cursor.isEmpty());

    assertThat(ids).doesNotHaveDuplicates().hasSize(COUNT);
    assertThat(pages).hasSize(3).allMatch(it -> it > 0);
  }

  @Test
  void aListWithoutPayloadsIsNotShortened() throws Exception {
    JsonNode list = new ObjectMapper().readTree(
        server.get(server.base() + "/v1/instances?limit=500&text=xxxx").body());

    assertThat(list.get("instances")).hasSize(COUNT);
    assertThat(list.get("instances").get(0).has("output")).isFalse();
    assertThat(list.get("next").isNull()).isTrue();
  }
}
