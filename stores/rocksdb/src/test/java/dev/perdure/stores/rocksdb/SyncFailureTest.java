package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.runtime.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fails one sync, played by `strace`, in a process of its own. Skipped where that is
/// missing or may not trace.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class SyncFailureTest {
  @TempDir
  Path parent;

  @Test
  void aFailedSyncEndsTheStoreAndLosesNothingAcknowledged() throws Exception {
    assumeTrue(canTrace(), "skipped: strace is missing or may not trace here");
    Process writer = new ProcessBuilder("strace", "-f", "-qq", "-o", "/dev/null",
        "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=60",
        ProcessHandle.current().info().command().orElse("java"),
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
        Committer.class.getName(), parent.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> output;
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      output = lines.lines().toList();
    } finally {
      writer.destroyForcibly().waitFor();
    }

    assertThat(output).hasSize(2);
    int acknowledged = Integer.parseInt(output.getFirst());
    assertThat(acknowledged).isBetween(20, 60);
    assertThat(output.getLast()).isEqualTo("FAILED CLOSED CLOSED");
    // The row in doubt may be there or not.
    assertThat(TestStore.rows(parent)).isBetween(acknowledged, acknowledged + 1);
  }

  private static boolean canTrace() throws InterruptedException {
    try {
      return new ProcessBuilder("strace", "-f", "-qq", "-o", "/dev/null", "-e",
          "inject=fdatasync:error=EIO:when=60", "true").start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// A program that commits until it fails, and says how many rows went well and what came then.
  static final class Committer {
    private Committer() {}

    public static void main(String[] arguments) {
      RocksDbStore store = RocksDbStore.open(Path.of(arguments[0]), DirectoryPlace.OPTIONS);
      int[] acknowledged = {0};
      var rows = store.open(1);
      StoreException.Reason first = reason(() -> {
        var owner = store.open(0);
        while (acknowledged[0] < 1_000) {
          TestStore.commitRow(store, owner, acknowledged[0]);
          acknowledged[0]++;
        }
      });
      System.out.println(acknowledged[0]);
      System.out.println(first + " " + reason(() -> rows.get(TestStore.key(0))) + " "
          + reason(() -> store.open(2)));
    }

    private static StoreException.Reason reason(Runnable use) {
      try {
        use.run();
        throw new AssertionError("Expected a failure, but there was none");
      } catch (StoreException e) {
        return e.reason();
      }
    }
  }
}
