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
    try (HttpClient client = client(control)) {
      HttpResponse<String> response = client.send(
          request(control, target), HttpResponse.BodyHandlers.ofString());
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

  private static HttpClient client(ControlFile control) {
    HttpClient.Builder builder = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
    if (!control.certificate().isEmpty()) {
      builder.sslContext(PinnedCertificate.context(Path.of(control.certificate())));
    }
    return builder.build();
  }

  private static HttpRequest request(ControlFile control, Path target) {
    String scheme = control.certificate().isEmpty() ? "http://" : "https://";
    String host = control.address().contains(":")
        ? "[" + control.address() + "]"
        : control.address();
    byte[] body = Json.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("directory", target.toString());
      json.writeEndObject();
    });
    return HttpRequest
        .newBuilder(URI.create(scheme + host + ":" + control.port() + "/admin/backup"))
        .header("Authorization", "Bearer " + control.token())
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
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
