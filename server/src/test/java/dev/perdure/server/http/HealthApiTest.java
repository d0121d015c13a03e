package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

final class HealthApiTest {

  @Test
  void aServingHubIsReadyAndAStoppedOneIsNot() {
    try (var server = new TestServer()) {
      assertThat(server.get(server.base() + "/health/live").body())
          .isEqualTo("{\"status\":\"live\"}");
      assertThat(server.get(server.base() + "/health/ready").body())
          .isEqualTo("{\"status\":\"ready\",\"pendingFunctions\":[]}");

      server.hub.close();

      HttpResponse<String> ready = server.get(server.base() + "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("\"status\":\"not ready\"", "\"reason\":");
      assertThat(server.get(server.base() + "/health/live").statusCode()).isEqualTo(200);
      HttpResponse<String> start = server.post(server.api() + "/orchestrators/Echo");
      assertThat(start.statusCode()).isEqualTo(503);
      assertThat(start.body()).startsWith("{\"Message\":\"");
    }
  }
}
