package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.server.http.exchange.FormText;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Instances whose ids are as long as those of sub-orchestrations may be.
final class LongIdsTest {
  private static final String LONG = "日本:".repeat(666) + "語本";

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aSubOrchestrationIsReachedByALongId() throws Exception {
    start();
    String address = server.api() + "/instances/" + FormText.encode(LONG);
    String clean = server.base() + "/v1/instances/" + FormText.encode(LONG);

    assertThat(server.get(clean).body()).contains("\"status\":\"Running\"");
    assertThat(server.get(clean + "/history").statusCode()).isEqualTo(200);
    assertThat(server.get(clean + "/locks").statusCode()).isEqualTo(200);
    assertThat(server.post(address + "/suspend").statusCode()).isEqualTo(202);
    assertThat(server.post(clean + "/resume").statusCode()).isEqualTo(204);
    assertThat(server.postJson(address + "/raiseEvent/Go", "\"went\"").statusCode())
        .isEqualTo(202);
    assertThat(server.get(server.base() + "/v1/instances/parent?wait=10&payloads=true").body())
        .contains("went");
    assertThat(server.delete(address).statusCode()).isEqualTo(200);
    assertThat(server.get(address).statusCode()).isEqualTo(404);
  }

  @Test
  void listsGoOnBehindALongId() throws Exception {
    start();

    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      HttpResponse<String> page = server.send(
          server.request(server.api() + "/instances?top=1")
              .header("x-ms-continuation-token", token.isEmpty() ? " " : token).GET());
      ids.add(new ObjectMapper().readTree(page.body()).get(0).get("instanceId").asText());
      token = page.headers().firstValue("x-ms-continuation-token").orElseThrow();
    } while (!token.isEmpty());
    assertThat(ids).containsExactlyInAnyOrder("parent", LONG);

    for (String order : List.of("created", "-created", "id", "-id", "updated")) {
      JsonNode first = page(order, "");
      assertThat(page(order, "&cursor=" + first.get("next").asText()).get("instances")).hasSize(1);
    }
  }

  @Test
  void anIdIsNoLongerThanThat() {
    HttpResponse<String> answer = server.get(server.api() + "/instances/" + "x".repeat(2_001));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("at most 2000 characters");
  }

  private JsonNode page(String order, String cursor) throws Exception {
    return new ObjectMapper().readTree(
        server.get(server.base() + "/v1/instances?limit=1&order=" + order + cursor).body());
  }

  private void start() throws Exception {
    assertThat(LONG).hasSize(2_000);
    server.postJson(server.api() + "/orchestrators/Named/parent", '"' + LONG + '"');
    String address = server.base() + "/v1/instances/" + FormText.encode(LONG);
    while (!server.get(address).body().contains("Running")) {
      Thread.sleep(10);
    }
  }
}
