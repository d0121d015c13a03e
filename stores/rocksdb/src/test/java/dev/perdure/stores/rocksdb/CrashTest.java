package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that commits. What it has reported is there afterwards. (A killed process proves
/// nothing about syncing, since the system keeps its unsynced writes.)
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class CrashTest {
  private static final int KILLS = 3;

  @TempDir
  Path parent;

  @Test
  void whatAKilledProcessHasReportedIsThere() throws Exception {
    int rows = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      Process writer = StoreWriter.start(parent, rows);
      int reported = rows;
      try (BufferedReader output = writer.inputReader(StandardCharsets.UTF_8)) {
        while (reported < rows + 200 * kill) {
          reported = Integer.parseInt(output.readLine());
        }
      } finally {
        writer.destroyForcibly().waitFor();
      }

      rows = TestStore.rows(parent);
      assertThat(rows).isGreaterThanOrEqualTo(reported);
    }
  }

  /// A program that commits row after row and reports their number after each.
  static final class StoreWriter {
    private StoreWriter() {}

    static Process start(Path directory, int from) throws IOException {
      return new ProcessBuilder(
          ProcessHandle.current().info().command().orElse("java"),
          "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
          StoreWriter.class.getName(), directory.toString(), String.valueOf(from))
          .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    public static void main(String[] arguments) {
      try (RocksDbStore store = RocksDbStore.open(Path.of(arguments[0]), DirectoryPlace.OPTIONS)) {
        for (int row = Integer.parseInt(arguments[1]);; row++) {
          TestStore.commit(store, row, row + 1);
          System.out.println(row + 1);
        }
      }
    }
  }
}
