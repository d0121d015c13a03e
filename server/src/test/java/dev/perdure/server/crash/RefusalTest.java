package dev.perdure.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// State that the real program must not touch: it says why in one line, ends with code 1, and
/// changes nothing.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class RefusalTest {
  private static final int INSTANCES = 200;

  @TempDir
  private static Path parent;

  /// The state of a server that was killed.
  private static Path killed;

  @BeforeAll
  static void loadAndKill() {
    killed = parent.resolve("killed");
    try (Api api = new Api(); ServerProcess server = start(killed)) {
      api.moved(server.awaitReady());
      for (int i = 0; i < INSTANCES; i++) {
        assertThat(api.start(work(i), "")).hasValueSatisfying(
            it -> assertThat(it.statusCode()).isEqualTo(202));
      }
      server.kill();
    }
  }

  @Test
  void aDirectoryInUseIsRefusedWithTheProcessThatUsesIt() throws IOException {
    Path data = copy("used");
    try (Api api = new Api(); ServerProcess first = start(data)) {
      api.moved(first.awaitReady());

      refused(data, "in use by process " + first.pid());

      for (int i = 0; i < INSTANCES; i++) {
        assertThat(api.get(work(i).id())).hasValueSatisfying(
            it -> assertThat(it.statusCode()).isIn(200, 202));
      }
    }
  }

  @Test
  void aNewerFormatIsRefusedWithBothFormats() throws IOException {
    Path data = copy("newer");
    Files.writeString(data.resolve("store/FORMAT"), "format 7\nwhat format 7 has\n");

    refused(data, "format 1 or older", "format 7", data.resolve("store/FORMAT").toString());
  }

  @Test
  void aDamagedLogIsRefusedWithTheNumberOfLostCommits() throws IOException {
    Path data = copy("damaged");
    Path log = newest(data, ".log");
    flipByte(log, Files.size(log) / 2);
    byte[] evidence = Files.readAllBytes(log);

    refused(data, "acknowledged as durable", "commits are lost", "Nothing was changed",
        "restore the latest backup", data.resolve("store").toString());
    refused(data, "commits are lost");
    assertThat(log).hasBinaryContent(evidence);
  }

  @Test
  void aDamagedTableEndsTheStartBeforeItSaysThatItIsReady() throws IOException {
    Path data = copy("table");
    try (ServerProcess server = start(data)) {
      server.awaitReady(); // Recovery makes a table of the log.
      server.stop();
    }
    Path table = newest(data, ".sst");
    flipByte(table, Files.size(table) / 20);

    try (ServerProcess server = start(data)) {
      assertThat(server.awaitExit()).as(server::output).isEqualTo(1);
      assertThat(server.output()).doesNotContain("is ready", "Worker started")
          .contains("perdure: Expected the task hub ", "block checksum mismatch",
              "Keep the directory as it is", "./perdure restore");
    }
  }

  private static Kind.Work work(int number) {
    return new Kind.Work("i" + number, Kind.EVENTS, number, 3);
  }

  private static ServerProcess start(Path data) {
    return ServerProcess.start(data, parent.resolve("ledger"));
  }

  private static void refused(Path data, String... words) {
    try (ServerProcess server = start(data)) {
      assertThat(server.awaitExit()).as(server::output).isEqualTo(1);
      assertThat(server.output()).startsWith("perdure: Expected ").contains(words)
          .hasLineCount(1);
    }
  }

  private static Path newest(Path data, String ending) throws IOException {
    try (var files = Files.list(data.resolve("store/db"))) {
      return files.filter(it -> it.toString().endsWith(ending))
          .max(Comparator.comparing(it -> it.getFileName().toString())).orElseThrow();
    }
  }

  private static void flipByte(Path file, long place) throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(place);
      int old = bytes.read();
      bytes.seek(place);
      bytes.write(~old);
    }
  }

  private static Path copy(String name) throws IOException {
    Path target = parent.resolve(name);
    Directories.copy(killed, target);
    return target;
  }
}
