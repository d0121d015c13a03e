package dev.perdure.server.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Speaks HTTP with a server that may vanish at any moment and come back at another port. A request
/// without an answer may have taken effect or not.
final class Api implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String BASE = "/runtime/webhooks/durabletask";

  private final Duration patience;
  private final HttpClient client;
  private volatile Place place = new Place(0, 0);

  /// Where a server was.
  ///
  /// @param server counts the servers
  private record Place(int server, int port) {}

  /// Clients that wait ten seconds for an answer.
  Api() {
    this(PATIENCE);
  }

  /// Clients that wait so long for an answer.
  Api(Duration patience) {
    this.patience = patience;
    client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1).connectTimeout(patience).build();
  }

  /// A new server has become ready.
  synchronized void moved(int port) {
    place = new Place(place.server() + 1, port);
    notifyAll();
  }

  /// Which server is the present one.
  int server() {
    return place.server();
  }

  /// Waits a moment for another server than the given one.
  synchronized void awaitAfter(int server) {
    try {
      long end = System.nanoTime() + patience.toNanos();
      while (place.server() <= server && System.nanoTime() - end < 0) {
        TimeUnit.MILLISECONDS.timedWait(this, 200);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Starts an orchestration.
  ///
  /// @param key the name of the request, empty for none
  Optional<HttpResponse<String>> start(Kind.Work work, String key) {
    return post("/orchestrators/" + work.function() + "/" + work.id(), text(work.input()), key);
  }

  Optional<HttpResponse<String>> raise(String id, String event, Object value, String key) {
    return post("/instances/" + id + "/raiseEvent/" + event, text(value), key);
  }

  /// The instance with its history.
  Optional<HttpResponse<String>> get(String id) {
    return send("/instances/" + id + "?showHistory=true&showHistoryOutput=true",
        HttpRequest.newBuilder().GET());
  }

  /// The instance, which exists, with its history once it has ended.
  JsonNode awaitEnd(String id, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    String last = "no answer";
    while (System.nanoTime() - end < 0) {
      HttpResponse<String> response = get(id).orElse(null);
      if (response != null && response.statusCode() == 200) {
        return json(response.body());
      }
      if (response != null && response.statusCode() == 404) {
        throw new AssertionError("Expected '" + id + "' to end, but there is no such instance");
      }
      last = response == null ? "no answer" : response.statusCode() + " " + response.body();
      pause(20);
    }
    throw new AssertionError("Expected '" + id + "' to end within " + limit + ", but: " + last);
  }

  /// Sends a body under a path of the API.
  ///
  /// @param key the name of the request, empty for none
  Optional<HttpResponse<String>> post(String path, String body, String key) {
    HttpRequest.Builder request = HttpRequest.newBuilder()
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(path, key.isEmpty() ? request : request.header("Idempotency-Key", key));
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Expected JSON, but got " + text, e);
    }
  }

  static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The answer, or nothing if it is unknown what has become of the request.
  private Optional<HttpResponse<String>> send(String path, HttpRequest.Builder request) {
    URI uri = URI.create("http://127.0.0.1:" + place.port() + BASE + path);
    try {
      HttpResponse<String> response = client.send(
          request.uri(uri).timeout(patience).build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 503 ? Optional.empty() : Optional.of(response);
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
