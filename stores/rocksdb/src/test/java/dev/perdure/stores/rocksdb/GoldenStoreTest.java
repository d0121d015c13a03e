package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opens a copy of a store as it was written by each format's first release. A change that cannot
/// read them needs a new format; the recorded stores are never written again.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class GoldenStoreTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir
  Path parent;

  @Test
  void theStoreOfFormatOneIsRead() throws IOException {
    Path copy = parent.resolve("store");
    Directories.copy(GOLDEN.resolve("format-1"), copy);

    try (RocksDbStore store = RocksDbStore.open(copy, DirectoryPlace.OPTIONS)) {
      assertThat(store.hub().format()).isEqualTo(1);
      assertThat(store.hub().partitions()).isEqualTo(32);
      assertThat(store.hub().hubId()).isEqualTo("7b1e4a53-3c43-4f0e-9f0e-1c5d5bb0a001");
      assertThat(store.open(0).epoch()).isEqualTo(3);
      assertThat(TestStore.rows(store.open(0))).isEqualTo(60);
    }
    assertThat(PositionMark.read(copy)).hasValue(65);
  }

  /// Wrote the recorded store; run from the module's directory for the next format.
  public static void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[0]);
    RocksDbStore.open(target, DirectoryPlace.OPTIONS).close();
    FormatFile format = FormatFile.read(target);
    if (format == null) {
      throw new IllegalStateException("Expected a store in " + target);
    }
    new FormatFile(
        new HubIdentity(
            "7b1e4a53-3c43-4f0e-9f0e-1c5d5bb0a001", 32, format.hub().format()),
        format.created(), true).write(target);
    TestStore.commit(target, 0, 40);
    TestStore.commit(target, 40, 60);
    try (var files = Files.list(target.resolve("db"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("LO") || name.startsWith("OPTIONS")) {
          Files.delete(file); // Nothing that opening needs.
        }
      }
    }
    Files.delete(target.resolve("lock"));
  }
}
