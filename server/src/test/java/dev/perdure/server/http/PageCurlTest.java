package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The requests of the page *What are Durable Functions?*, byte for byte as curl sends them.
final class PageCurlTest {
  private final TestServer server = new TestServer();
  private final String host = server.base().substring("http://".length());

  @AfterEach
  void close() {
    server.close();
  }

  /// `curl -X POST http://localhost:7071/api/orchestrators/DoWork -H "Content-Length: 0" -i`, then
  /// `curl {Location} -i` before and after the end, with the event of pattern 5 between.
  @Test
  void anOrchestrationIsStartedFollowedAndApproved() throws IOException {
    String started = curl("POST", "/api/orchestrators/Wait", "Content-Length: 0\r\n", "");

    assertThat(started).startsWith("HTTP/1.1 202 Accepted\r\n");
    Matcher location = Pattern.compile("\r\nLocation: http://" + host + "(\\S+/(\\w+)\\?\\S*)\r\n")
        .matcher(started);
    assertThat(location.find()).as(started).isTrue();
    assertThat(body(started)).startsWith("{\"id\":\"" + location.group(2) + "\",");

    String running = curl("GET", location.group(1), "", "");
    assertThat(running).startsWith("HTTP/1.1 202 Accepted\r\n")
        .contains("\r\nLocation: http://" + host + location.group(1) + "\r\n");

    String raised = curl("POST", "/runtime/webhooks/durabletask/instances/" + location.group(2)
        + "/raiseEvent/Go", "Content-Type: application/json\r\nContent-Length: 4\r\n", "true");
    assertThat(raised).startsWith("HTTP/1.1 202 Accepted\r\n");

    server.hub.awaitCompletion(location.group(2), false).toCompletableFuture().join();
    String completed = curl("GET", location.group(1), "", "");
    assertThat(completed).startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\"runtimeStatus\":\"Completed\"", "\"output\":true");
  }

  private String curl(String method, String path, String headers, String body)
      throws IOException {
    return server.raw(method + " " + path + " HTTP/1.1\r\nHost: " + host
        + "\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n" + headers + "\r\n" + body);
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
