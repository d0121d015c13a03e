package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

  @Test
  void manyFunctionsThatNobodyOffersAreCounted() throws Exception {
    try (var server = new TestServer()) {
      for (int i = 0; i < HealthApi.MOST_PENDING_FUNCTIONS + 3; i++) {
        assertThat(server.post(server.api() + "/orchestrators/Missing" + i).statusCode())
            .isEqualTo(202);
      }

      // A start is answered when it is durable; its turn is offered after that.
      JsonNode ready = ready(server);
      for (int i = 0; i < 100 && ready.path("morePendingFunctions").intValue() < 3; i++) {
        Thread.sleep(50);
        ready = ready(server);
      }

      assertThat(ready.get("pendingFunctions")).hasSize(HealthApi.MOST_PENDING_FUNCTIONS);
      assertThat(ready.get("morePendingFunctions").intValue()).isEqualTo(3);
    }
  }

  private static JsonNode ready(TestServer server) throws IOException {
    return new ObjectMapper().readTree(server.get(server.base() + "/health/ready").body());
  }
}
