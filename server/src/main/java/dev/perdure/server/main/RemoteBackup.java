package dev.perdure.server.main;

import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Asks the server that runs on a data directory to write a backup of it.
final class RemoteBackup {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private RemoteBackup() {}

  /// Has the running server write a backup.
  ///
  /// @return whether it did; it did not if no server runs
  static boolean write(Path data, Path target) {
    Optional<ControlFile> control = ControlFile.read(data);
    return control.isPresent() && write(control.get(), target);
  }

  private static boolean write(ControlFile control, Path target) {
    String host = control.address().contains(":")
        ? "[" + control.address() + "]"
        : control.address();
    byte[] body = Json.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("directory", target.toString());
      json.writeEndObject();
    });
    HttpRequest request = HttpRequest
        .newBuilder(URI.create("http://" + host + ":" + control.port() + "/admin/backup"))
        .header("Authorization", "Bearer " + control.token())
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    try (HttpClient client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new OperatorException("Expected the running server to write a backup, but: "
            + message(response.body()));
      }
      return true;
    } catch (ConnectException e) {
      return false; // The file is that of a server which was killed.
    } catch (IOException e) {
      throw new OperatorException(
          "Expected the running server to write a backup, but it did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperatorException("The backup was interrupted", e);
    }
  }

  private static String message(String body) {
    try {
      String message = Json.field(body, "Message");
      return message == null ? body : message;
    } catch (BadRequestException e) {
      return body;
    }
  }
}
