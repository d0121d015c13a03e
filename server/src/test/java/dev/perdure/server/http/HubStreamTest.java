package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The changes of all instances, as server-sent events.
final class HubStreamTest {
  private static final Pattern ID = Pattern.compile("(?m)^id: (\\w+-\\d+)$");

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theChangesOfAllThatMatchAreSent() throws Exception {
    try (var events = new Events("?name=Wait&tag=region:eu", "")) {
      start("Wait", "followed", "eu");
      start("Wait", "elsewhere", "us");
      start("Echo", "another", "eu");
      server.hub.awaitStart("followed", false).toCompletableFuture().join();
      assertThat(events.until("\"status\":\"Running\""))
          .contains("event: status\ndata: {\"id\":\"followed\"");
      server.post(server.api() + "/instances/followed/suspend");
      assertThat(events.until("\"status\":\"Suspended\"")).contains("\"id\":\"followed\"");
      server.post(server.api() + "/instances/elsewhere/terminate");
      server.post(server.api() + "/instances/followed/terminate");
      assertThat(events.until("\"status\":\"Terminated\""))
          .contains("\"id\":\"followed\"", "\"ended\":true");
      server.delete(server.api() + "/instances/followed");

      assertThat(events.until("event: removed")).contains("\"id\":\"followed\"");
      assertThat(events.all()).doesNotContain("elsewhere", "another", "event: missed");
    }
  }

  @Test
  void whoComesBackGetsWhatWasMissed() throws Exception {
    String last;
    try (var events = new Events("", "")) {
      start("Wait", "first", "eu");
      last = id(events.until("\"status\":\"Running\""));
    }
    server.post(server.api() + "/instances/first/suspend");
    start("Echo", "second", "eu");
    server.hub.awaitCompletion("second", false).toCompletableFuture().join();

    try (var events = new Events("?status=suspended,completed", last)) {
      assertThat(events.until("\"status\":\"Suspended\"")).contains("\"id\":\"first\"");
      assertThat(events.until("\"status\":\"Completed\"")).contains("\"id\":\"second\"");
      assertThat(events.all()).doesNotContain("event: missed");
    }
  }

  @Test
  void whoseLastEventIsUnknownIsToldThatSomethingIsMissing() throws Exception {
    try (var events = new Events("", "of-another-run-7")) {
      assertThat(events.until("event: missed")).contains("Last-Event-ID", "/v1/instances");
      start("Wait", "later", "eu");
      assertThat(events.until("\"id\":\"later\"")).contains("event: status");
    }
  }

  @Test
  void theEndOfTheServerEndsTheStream() throws Exception {
    try (var events = new Events("", "")) {
      Thread closing = Thread.ofVirtual().start(server::close);
      assertThat(events.rest()).doesNotContain("event: status");
      closing.join();
    }
  }

  @Test
  void conditionsThatCannotBeHeldAreRefused() {
    for (String query : new String[]{"?text=a", "?createdFrom=2026-01-01T00:00:00Z", "?status=x"}) {
      assertThat(server.get(server.base() + "/v1/changes" + query).statusCode()).isEqualTo(400);
    }
  }

  private void start(String name, String id, String region) {
    assertThat(server.postJson(server.base() + "/v1/instances", "{\"name\":\"" + name
        + "\",\"id\":\"" + id + "\",\"tags\":{\"region\":\"" + region + "\"}}").statusCode())
        .isEqualTo(201);
  }

  private static String id(String event) {
    Matcher id = ID.matcher(event);
    assertThat(id.find()).as(event).isTrue();
    return id.group(1);
  }

  /// The events of a stream. It is followed once its first line has come.
  private final class Events implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final BufferedReader lines;
    private final StringBuilder all = new StringBuilder();

    Events(String query, String last) throws Exception {
      HttpRequest.Builder request = server.request(server.base() + "/v1/changes" + query);
      if (!last.isEmpty()) {
        request.header("Last-Event-ID", last);
      }
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
      lines = new BufferedReader(
          new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      if (last.isEmpty()) {
        assertThat(next()).contains("id: ");
      }
    }

    /// The first event that holds a text.
    String until(String text) throws IOException {
      String event = next();
      while (!event.isEmpty() && !event.contains(text)) {
        event = next();
      }
      return event;
    }

    String all() {
      return all.toString();
    }

    String rest() throws IOException {
      String event = next();
      while (!event.isEmpty()) {
        event = next();
      }
      return all();
    }

    private String next() throws IOException {
      var event = new StringBuilder();
      String line = lines.readLine();
      while (line != null && !line.isEmpty()) {
        event.append(line).append('\n');
        line = lines.readLine();
      }
      all.append(event);
      return event.toString();
    }

    @Override
    public void close() {
      client.shutdownNow();
      client.close();
    }
  }
}
