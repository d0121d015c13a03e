package dev.perdure.server.http;

import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.routing.PathValues;
import dev.perdure.server.http.routing.Permission;
import dev.perdure.server.http.routing.Route;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the command line asks of a running server on the same machine. It proves by a token that it
/// can read the server's data directory.
record AdminApi(Operations operations, String token) {
  private static final Logger log = LoggerFactory.getLogger(AdminApi.class);

  List<Route> routes() {
    return List.of(Route.of("POST", "/admin/backup", new Permission.OfHandler(), this::backup));
  }

  private Response backup(Request request, PathValues unused) {
    if (!isAdmitted(request)) {
      return Response.problem(401, "Expected the token of this server's control file");
    }
    String directory = Json.field(FormText.utf8(request.body(), "the body"), "directory");
    if (directory == null || !Path.of(directory).isAbsolute()) {
      throw new BadRequestException("Expected an absolute path as 'directory'");
    }
    log.atInfo().addKeyValue("directory", directory).log("Writing a backup");
    try {
      operations.backup(Path.of(directory));
    } catch (RuntimeException e) {
      String message = e.getMessage();
      return Response.problem(500, message == null ? e.toString() : message);
    }
    return Response.json(200, json -> {
      json.writeStartObject();
      json.writeStringField("directory", directory);
      json.writeEndObject();
    });
  }

  private boolean isAdmitted(Request request) {
    String given = request.headers().get("Authorization");
    byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    return !token.isEmpty() && given != null
        && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
  }
}
