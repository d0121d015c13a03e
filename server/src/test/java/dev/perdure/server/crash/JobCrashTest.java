package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A job over many instances, whose server is killed.
final class JobCrashTest {
  private static final int MANY = 3000;

  @TempDir
  Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aJobGoesOnAfterItsServerWasKilled() throws Exception {
    String job;
    long before;
    try (ServerProcess server = start()) {
      int port = server.awaitReady();
      for (int i = 0; i < MANY; i++) {
        post(port, "/v1/instances", "{\"name\":\"ApprovalWorkflow\",\"id\":\"a" + i + "\"}");
      }
      job = post(port, "/v1/jobs", "{\"operation\":\"terminate\"}").path("id").asText();
      JsonNode shown = get(port, "/v1/jobs/" + job);
      while (shown.path("done").asLong() == 0) {
        shown = get(port, "/v1/jobs/" + job);
      }
      server.kill();
      before = shown.path("done").asLong();
    }

    try (ServerProcess server = start()) {
      int port = server.awaitReady();
      JsonNode shown = get(port, "/v1/jobs/" + job);
      while (!shown.path("state").asText().equals("completed")) {
        assertThat(shown.path("state").asText()).isIn("waiting", "running");
        Api.pause(20);
        shown = get(port, "/v1/jobs/" + job);
      }

      assertThat(before).isPositive();
      assertThat(shown.path("resumed").asInt()).isEqualTo(1);
      assertThat(shown.path("done").asLong() + shown.path("skipped").asLong()).isEqualTo(MANY);
      assertThat(get(port, "/v1/counts").path("byStatus").path("Terminated").asInt())
          .isEqualTo(MANY);
    }
  }

  private ServerProcess start() {
    return ServerProcess.start(directory.resolve("data"), directory.resolve("ledger"));
  }

  private JsonNode get(int port, String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).GET());
  }

  private JsonNode post(int port, String path, String body) throws Exception {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private JsonNode send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = client.send(
        request.version(HttpClient.Version.HTTP_1_1).build(),
        HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 202);
    return Api.json(response.body());
  }
}
