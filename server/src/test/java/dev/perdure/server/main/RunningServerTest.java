package dev.perdure.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.server.TestCertificate;
import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.configuration.SaltedHash;
import dev.perdure.server.configuration.ServerConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole program in one process, with the store and the functions of the class path.
final class RunningServerTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private final ServerProgram program = new ServerProgram();

  @Test
  void whatWasStartedIsFinishedAfterARestart() throws Exception {
    try (var server = RunningServer.open(kept()).start()) {
      assertThat(post(server, "/api/orchestrators/ApprovalWorkflow/trip", "").statusCode())
          .isEqualTo(202);
    }

    try (var server = RunningServer.open(kept()).start()) {
      assertThat(post(server,
          "/runtime/webhooks/durabletask/instances/trip/raiseEvent/ApprovalEvent", "true")
          .statusCode()).isEqualTo(202);
      assertThat(ended(server, "trip")).contains("\"output\":\"approved\"");
    }
  }

  @Test
  void ephemeralStateLeavesNothingBehind() throws Exception {
    var configuration = configuration(Optional.empty(), 0);

    try (var server = RunningServer.open(configuration).start()) {
      assertThat(Banner.of(configuration, server)).contains("ephemeral", "DoWork",
          "http://localhost:" + server.port() + "/api/orchestrators/DoWork");
      assertThat(post(server, "/api/orchestrators/DoWork", "1").statusCode()).isEqualTo(202);
    }

    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void entitiesOfBothStylesAreLoadedAndKeepTheirState() throws Exception {
    for (int sum = 5; sum <= 10; sum += 5) {
      try (var server = RunningServer.open(kept()).start()) {
        assertThat(Banner.of(kept(), server))
            .contains("Entities   3: account, counter, counterclass\n");
        for (String name : List.of("counter", "CounterClass")) {
          String visits = "/v1/entities/" + name + "/visits";
          assertThat(post(server, visits, "{\"operation\":\"add\",\"input\":5}").statusCode())
              .isEqualTo(202);
          assertThat(post(server, visits + "?wait=10", "{\"operation\":\"get\"}").body())
              .isEqualTo("{\"performed\":true,\"result\":" + sum + "}");
        }
        assertThat(get(server, "/v1/counts").body())
            .contains("\"byName\":{\"counter\":1,\"counterclass\":1}");
      }
    }
  }

  @Test
  void aSecondServerOnTheSameStateIsRefused() {
    try (var first = RunningServer.open(kept()).start()) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> RunningServer.open(kept()))
          .isInstanceOf(OperatorException.class)
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void aPortInUseIsNamedAndTheStoreIsLetGo() {
    try (var server = RunningServer.open(configuration(Optional.empty(), 0)).start()) {
      assertThatThrownBy(
          () -> RunningServer.open(configuration(Optional.of(directory), server.port())))
          .isInstanceOf(OperatorException.class)
          .hasMessageContaining(":" + server.port())
          .hasMessageContaining("--port");
    }

    RunningServer.open(kept()).close();
  }

  @Test
  void aDirectoryThatIsAFileIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> RunningServer.open(configuration(Optional.of(file), 0)))
        .isInstanceOf(OperatorException.class).hasMessageContaining(file.toString());
  }

  @Test
  void theControlFileIsTheOwnersAlone() throws IOException {
    Path control = directory.resolve("control");

    try (var server = RunningServer.open(kept()).start()) {
      assertThat(ControlFile.read(directory)).hasValueSatisfying(
          it -> assertThat(it.port()).isEqualTo(server.port()));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control)))
          .isEqualTo("rw-------");
    }

    assertThat(control).doesNotExist();
  }

  @Test
  void aBackupIsWrittenByAServerThatSpeaksTlsAndKnowsItsCallers() throws Exception {
    Path data = directory.resolve("secured");
    var access = new AccessOptions(
        List.of(new AccessOptions.Key("k", new AccessOptions.Grant.Management(Role.READ),
            SaltedHash.of("secret"))),
        Optional.empty(), AccessOptions.Links.DEFAULTS);
    var options = new HttpOptions(HttpOptions.Names.DEFAULTS, access,
        Optional.of(TestCertificate.in(directory)), Set.of(), HttpOptions.Limits.DEFAULTS, false,
        false);
    var secured = new ServerConfiguration(Optional.of(data), InetAddress.getLoopbackAddress(), 0,
        Optional.empty(), ServerConfiguration.DEFAULT_MAX_PAYLOAD, options);

    try (var _ = RunningServer.open(secured).start()) {
      program.backup(data, directory.resolve("from-secured"));
    }

    assertThat(directory.resolve("from-secured")).isNotEmptyDirectory();
    assertThat(PosixFilePermissions.toString(
        Files.getPosixFilePermissions(data.resolve("link-secret")))).isEqualTo("rw-------");
  }

  @Test
  void aBackupOfARunningServerIsRestored() throws Exception {
    Path backup = directory.resolve("backup");
    Path data = directory.resolve("data");
    try (var server = RunningServer.open(configuration(Optional.of(data), 0)).start()) {
      post(server, "/api/orchestrators/ApprovalWorkflow/before", "");
      program.backup(data, backup);
      post(server, "/api/orchestrators/ApprovalWorkflow/after", "");
      assertThatThrownBy(() -> program.backup(data, backup))
          .isInstanceOf(OperatorException.class).hasMessageContaining(backup.toString());
    }

    Path restored = directory.resolve("restored");
    program.restore(backup, restored);
    try (var server = RunningServer.open(configuration(Optional.of(restored), 0)).start()) {
      assertThat(get(server, "/runtime/webhooks/durabletask/instances/before").statusCode())
          .isEqualTo(202);
      assertThat(get(server, "/runtime/webhooks/durabletask/instances/after").statusCode())
          .isEqualTo(404);
    }
    assertThatThrownBy(() -> program.restore(backup, restored))
        .isInstanceOf(OperatorException.class).hasMessageContaining(restored.toString());
  }

  @Test
  void aBackupWithoutAServerOpensTheStoreItself() {
    RunningServer.open(kept()).close();
    new ControlFile("127.0.0.1", 1, ProcessHandle.current().pid(), "of a killed server", "")
        .write(directory);

    program.backup(directory, directory.resolve("backup"));

    assertThat(directory.resolve("backup")).isNotEmptyDirectory();
  }

  @Test
  void whereThereIsNoStateThereIsNoBackup() {
    Path nothing = directory.resolve("nothing");

    assertThatThrownBy(() -> program.backup(nothing, directory.resolve("backup")))
        .isInstanceOf(OperatorException.class).hasMessageContaining(nothing.toString());
    assertThat(nothing).doesNotExist();
    assertThatThrownBy(() -> program.restore(nothing, directory.resolve("data")))
        .isInstanceOf(OperatorException.class).hasMessageContaining(nothing.toString());
  }

  private ServerConfiguration kept() {
    return configuration(Optional.of(directory), 0);
  }

  private static ServerConfiguration configuration(Optional<Path> data, int port) {
    return new ServerConfiguration(data, InetAddress.getLoopbackAddress(), port,
        Optional.of(ServerConfiguration.DEFAULT_RETENTION),
        ServerConfiguration.DEFAULT_MAX_PAYLOAD, HttpOptions.DEFAULTS);
  }

  private static String ended(RunningServer server, String id) throws Exception {
    HttpResponse<String> status;
    do {
      Thread.sleep(20);
      status = get(server, "/runtime/webhooks/durabletask/instances/" + id);
    } while (status.statusCode() == 202);
    return status.body();
  }

  private static HttpResponse<String> get(RunningServer server, String path) throws Exception {
    return send(HttpRequest.newBuilder(address(server, path)).GET());
  }

  private static HttpResponse<String> post(RunningServer server, String path, String json)
      throws Exception {
    return send(HttpRequest.newBuilder(address(server, path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.version(HttpClient.Version.HTTP_1_1).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static URI address(RunningServer server, String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }
}
