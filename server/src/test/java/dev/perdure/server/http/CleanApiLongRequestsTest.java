package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.AccessOptions.Links;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.configuration.SaltedHash;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the clean API has instead of polling: events, jobs, and links to hand out.
final class CleanApiLongRequestsTest {
  @SuppressWarnings("NullAway.Init")
  private static TestServer server;

  @BeforeAll
  static void open() {
    server = new TestServer();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void theChangesOfAnInstanceAreSentUntilItsEnd() throws Exception {
    server.post(server.api() + "/orchestrators/Wait/followed");
    server.hub.awaitStart("followed", false).toCompletableFuture().join();
    try (HttpClient client = HttpClient.newHttpClient()) {
      CompletableFuture<HttpResponse<InputStream>> stream = client.sendAsync(
          server.request(server.base() + "/v1/instances/followed/changes").GET().build(),
          HttpResponse.BodyHandlers.ofInputStream());
      HttpResponse<InputStream> response = stream.get();
      Events events = new Events(response.body());
      String running = events.next();
      server.post(server.api() + "/instances/followed/suspend");
      String suspended = events.next();
      server.post(server.api() + "/instances/followed/resume");
      String resumed = events.next();
      server.postJson(server.api() + "/instances/followed/raiseEvent/Go", "1");
      String completed = events.next();

      assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(running).startsWith("event: status\ndata: {\"id\":\"followed\"")
          .contains("\"status\":\"Running\"");
      assertThat(suspended).contains("\"status\":\"Suspended\"");
      assertThat(resumed).contains("\"status\":\"Running\"");
      assertThat(completed).contains("\"status\":\"Completed\"", "\"ended\":true");
      assertThat(events.next()).isEmpty();
    }
  }

  @Test
  void ofAnInstanceThatHasEndedOneEventIsSent() {
    server.run("Fail", "ended", "1");

    String body = server.get(server.base() + "/v1/instances/ended/changes").body();

    assertThat(body).startsWith("event: status\n").contains("\"status\":\"Failed\"")
        .doesNotContain("event: status\n".repeat(2)).endsWith("\n\n");
  }

  @ParameterizedTest
  @CsvSource({"terminate, Terminated", "suspend, Suspended"})
  void aJobActsOnAllThatMatchAndOnNothingElse(String operation, String status) {
    for (int i = 0; i < 30; i++) {
      server.post(server.api() + "/orchestrators/Wait/" + operation + "-" + i);
    }
    server.post(server.api() + "/orchestrators/Wait/other-" + operation);

    String over = over(submit("{\"operation\":\"" + operation + "\",\"reason\":\"over\","
        + "\"filter\":{\"idPrefix\":\"" + operation + "-\"}}"));

    assertThat(over).contains("\"state\":\"completed\",",
        "\"done\":30,\"skipped\":0,\"failed\":0,"
            + "\"resumed\":0,"
            + "\"troubles\":[]");
    assertThat(server.get(server.base() + "/v1/counts?idPrefix=" + operation + "-&status="
        + status).body()).startsWith("{\"total\":30,");
    assertThat(server.get(server.api() + "/instances/other-" + operation).body())
        .contains("\"runtimeStatus\":\"Running\"");
  }

  @Test
  void aJobSaysWhatItCouldNotTouch() {
    server.run("Echo", "mixed-1", "1");
    server.post(server.api() + "/orchestrators/Wait/mixed-2");

    String over = over(submit(
        "{\"operation\":\"purge\",\"filter\":{\"idPrefix\":\"mixed-\"}}"));

    assertThat(over).contains("\"done\":1,\"skipped\":1,\"failed\":0", "\"id\":\"mixed-2\"");
    assertThat(server.get(server.api() + "/instances/mixed-1").statusCode()).isEqualTo(404);
    assertThat(server.get(server.base() + "/v1/jobs").body()).contains("\"operation\":\"purge\"");
  }

  @Test
  void aRestartOfManyEndsThoughItMakesMoreThatMatch() {
    for (int i = 0; i < 5; i++) {
      server.postJson(server.base() + "/v1/instances?wait=10",
          "{\"name\":\"Echo\",\"id\":\"again-" + i + "\",\"tags\":{\"batch\":\"again\"}}");
    }

    String over = over(submit(
        "{\"operation\":\"restart\",\"filter\":{\"tag\":[\"batch:again\"]}}"));

    assertThat(over).contains("\"done\":5,");
    assertThat(server.get(server.base() + "/v1/counts?tag=batch:again").body())
        .startsWith("{\"total\":10,");
  }

  @Test
  void aJobIsFollowedAndCanceled() {
    String job = submit("{\"operation\":\"resume\",\"filter\":{\"name\":\"Nobody\"}}");

    String followed = server.get(server.base() + "/v1/jobs/" + job + "/changes").body();

    assertThat(followed).contains("event: progress\ndata: {\"id\":\"" + job + "\"",
        "\"state\":\"completed\"");
    assertThat(server.delete(server.base() + "/v1/jobs/" + job).body())
        .contains("\"state\":\"completed\"");
    assertThat(server.get(server.base() + "/v1/jobs/none").statusCode()).isEqualTo(404);
  }

  @Test
  void aLinkOpensOneInstanceForSomeOperations() {
    var access = new AccessOptions(
        List.of(new AccessOptions.Key("k", new Grant.Management(Role.OPERATE),
            SaltedHash.of("the-key"))),
        Optional.empty(), Links.DEFAULTS);
    try (var own = new TestServer(HttpOptions.DEFAULTS.withAccess(access), List.of())) {
      String key = "code=the-key";
      own.post(own.api() + "/orchestrators/Wait/handed?" + key);
      own.post(own.api() + "/orchestrators/Wait/kept?" + key);
      HttpResponse<String> made = own.postJson(
          own.base() + "/v1/instances/handed/links?" + key,
          "{\"operations\":[\"read\",\"raise\"],\"life\":\"PT10M\"}");
      Matcher code = Pattern.compile("\"code\":\"([^\"]+)\"").matcher(made.body());
      assertThat(code.find()).isTrue();
      String link = "?code=" + code.group(1);

      assertThat(made.statusCode()).isEqualTo(201);
      assertThat(own.get(own.base() + "/v1/instances/handed" + link).statusCode()).isEqualTo(200);
      assertThat(own.get(own.api() + "/instances/handed" + link).statusCode()).isEqualTo(202);
      assertThat(own.get(own.base() + "/v1/instances/kept" + link).statusCode()).isEqualTo(401);
      assertThat(own.post(own.base() + "/v1/instances/handed/terminate" + link).statusCode())
          .isEqualTo(403);
      assertThat(own.postJson(own.base() + "/v1/instances/handed/events/Go" + link, "1")
          .statusCode()).isEqualTo(204);
      assertThat(own.postJson(own.base() + "/v1/instances/handed/links" + link, "{}").statusCode())
          .isEqualTo(403);
    }
  }

  private static String submit(String body) {
    HttpResponse<String> taken = server.postJson(server.base() + "/v1/jobs", body);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    String location = taken.headers().firstValue("Location").orElseThrow();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  /// The job when it is over: following it ends then.
  private static String over(String job) {
    server.get(server.base() + "/v1/jobs/" + job + "/changes");
    return server.get(server.base() + "/v1/jobs/" + job).body();
  }

  /// The events of a stream, one after the other.
  private record Events(InputStream in) {
    String next() throws Exception {
      StringBuilder event = new StringBuilder();
      int next = in.read();
      while (next >= 0) {
        event.append((char) next);
        if (event.toString().endsWith("\n\n")) {
          return event.toString();
        }
        next = in.read();
      }
      return event.toString();
    }
  }
}
