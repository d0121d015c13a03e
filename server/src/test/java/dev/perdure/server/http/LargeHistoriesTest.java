package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Histories of many pieces, which are made while their callers read.
final class LargeHistoriesTest {
  private static final int CALLS = 200;
  private static final int BYTES = 60_000;
  private static final String PATH = "/runtime/webhooks/durabletask/instances/large"
      + "?showHistory=true&showHistoryOutput=true";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestServer server = new TestServer();

  @BeforeEach
  void makeHistory() {
    server.postJson(
        server.api() + "/orchestrators/Many/large", "[" + CALLS + "," + BYTES + "]");
    assertThat(server.hub.awaitCompletion("large", false)).succeedsWithin(TestServer.PATIENCE)
        .extracting(it -> it.orElseThrow().status()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void eachEndHasItsBeginningInItHoweverFarBehindThatIs() throws Exception {
    HttpResponse<String> response = server.get(server.base() + PATH);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Transfer-Encoding")).contains("chunked");
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
    JsonNode instance = JSON.readTree(response.body());
    assertThat(instance.get("runtimeStatus").asText()).isEqualTo("Completed");
    List<String> inputs = new ArrayList<>();
    for (JsonNode event : instance.get("historyEvents")) {
      assertThat(event.get("EventType").asText()).isNotEqualTo("TaskScheduled");
      if (event.get("EventType").asText().equals("TaskCompleted")) {
        String input = event.get("Input").asText();
        assertThat(event.get("FunctionName").asText()).isEqualTo("Upper");
        assertThat(event.get("Result").asText()).isEqualTo(input.toUpperCase(Locale.ROOT));
        inputs.add(input);
      }
    }
    assertThat(inputs).hasSize(CALLS).doesNotHaveDuplicates();
  }

  @Test
  void theHistoryAsItIsHasAllEventsInOrder() throws Exception {
    List<HistoryEvent> history = server.hub.history("large").toCompletableFuture().join()
        .orElseThrow();

    JsonNode events = JSON.readTree(
        server.get(server.base() + "/v1/instances/large/history").body());

    assertThat(events).hasSize(history.size());
    for (int i = 0; i < history.size(); i++) {
      assertThat(events.get(i).get("type").asText())
          .isEqualTo(history.get(i).body().getClass().getSimpleName());
      assertThat(events.get(i).path("id").asInt(HistoryEvent.NO_ID))
          .isEqualTo(history.get(i).eventId());
    }
  }

  @Test
  void aHistoryThatIsPurgedMeanwhileIsBrokenOff() throws Exception {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(15), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200 OK");

      assertThat(server.delete(server.api() + "/instances/large").statusCode()).isEqualTo(200);
      String rest = new String(in.readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(rest).contains("historyEvents").doesNotEndWith("0\r\n\r\n");
      assertThat(rest.length()).isLessThan(2 * CALLS * BYTES);
    }
  }
}
