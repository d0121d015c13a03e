package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.AccessOptions.Links;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.configuration.SaltedHash;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Whatever happens to a request, no secret of it is logged.
final class LogSecretsTest {
  private static final String SECRET = "canary-4711";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void noSecretIsLoggedAtAnyLevelOfOurs() throws Exception {
    Logger ours = (Logger) LoggerFactory.getLogger("dev.perdure");
    Level before = ours.getLevel();
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    ours.setLevel(Level.TRACE);
    ours.addAppender(logged);
    var access = new AccessOptions(
        List.of(new AccessOptions.Key("k", new Grant.Management(Role.OPERATE),
            SaltedHash.of(SECRET))),
        Optional.of(new TestTokens(directory).options()), Links.DEFAULTS);
    try (var server = new TestServer(HttpOptions.DEFAULTS.withAccess(access), List.of())) {
      provoke(server);
    } finally {
      ours.detachAppender(logged);
      ours.setLevel(before);
    }

    assertThat(logged.list).isNotEmpty();
    assertThat(logged.list).noneMatch(it -> it.getFormattedMessage().contains(SECRET)
        || String.valueOf(it.getKeyValuePairs()).contains(SECRET)
        || (it.getThrowableProxy() != null
            && String.valueOf(it.getThrowableProxy().getMessage()).contains(SECRET)));
  }

  @Test
  void theCallOfAFunctionIsLoggedIfItIsAGuid() {
    Logger ours = (Logger) LoggerFactory.getLogger(HttpFront.class);
    Level before = ours.getLevel();
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    ours.setLevel(Level.DEBUG);
    ours.addAppender(logged);
    try (var server = new TestServer()) {
      for (String id : List.of("123e4567-e89b-12d3-a456-426614174000", "forged")) {
        server.send(server.request(server.api() + "/instances")
            .header("X-Azure-Functions-InvocationId", id).GET());
      }
    } finally {
      ours.detachAppender(logged);
      ours.setLevel(before);
    }

    assertThat(logged.list).singleElement()
        .satisfies(it -> assertThat(String.valueOf(it.getKeyValuePairs()))
            .contains("123e4567-e89b-12d3-a456-426614174000"));
  }

  private static void provoke(TestServer server) throws IOException {
    String instances = server.api() + "/instances";
    for (String code : List.of(SECRET, SECRET + "-wrong", "L1." + SECRET)) {
      server.get(instances + "?code=" + code);
      server.get(instances + "/a?code=" + code + "&createdTimeFrom=x");
      server.post(server.api() + "/orchestrators/Nobody?code=" + code);
      server.send(server.request(instances).header("x-functions-key", code).GET());
      server.send(server.request(instances).header("Authorization", "Bearer " + code).GET());
      server.send(server.request(server.base() + "/admin/backup")
          .header("Authorization", "Bearer " + code)
          .POST(HttpRequest.BodyPublishers.ofString("{")));
      server.raw("GET /v1/instances/%zz?code=" + code
          + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }
    server.hub.close(); // From now on the server has faults of its own.
    assertThat(server.get(instances + "?code=" + SECRET).statusCode()).isEqualTo(503);
    assertThat(server.get(instances + "/a?code=" + SECRET).statusCode()).isEqualTo(503);
  }
}
