package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdminApiTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aBackupIsWrittenForWhoeverHasTheToken() {
    HttpResponse<String> done = backup("Bearer " + TestServer.TOKEN, "{\"directory\":\"/b\"}");

    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(server.backups).containsExactly(Path.of("/b"));
  }

  @Test
  void nobodyElseGetsOne() {
    assertThat(backup("Bearer another", "{\"directory\":\"/b\"}").statusCode()).isEqualTo(401);
    assertThat(backup("Bearer ", "{\"directory\":\"/b\"}").statusCode()).isEqualTo(401);
    assertThat(server.post(server.base() + "/admin/backup").statusCode()).isEqualTo(401);
    assertThat(server.backups).isEmpty();
  }

  @Test
  void theDirectoryMustBeGivenInFull() {
    assertThat(backup("Bearer " + TestServer.TOKEN, "{}").statusCode()).isEqualTo(400);
    assertThat(backup("Bearer " + TestServer.TOKEN, "{\"directory\":\"b\"}").statusCode())
        .isEqualTo(400);
    assertThat(backup("Bearer " + TestServer.TOKEN, "[]").statusCode()).isEqualTo(400);
  }

  @Test
  void whatWentWrongIsSaid() {
    HttpResponse<String> failed = backup("Bearer " + TestServer.TOKEN, "{\"directory\":\"/full\"}");

    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).isEqualTo(
        "{\"Message\":\"Expected an empty directory, but /full is not\"}");
  }

  private HttpResponse<String> backup(String authorization, String body) {
    return server.send(server.request(server.base() + "/admin/backup")
        .header("Authorization", authorization)
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }
}
