package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk of 32 MiB that fills up. Needs the right to mount one, and is skipped without it.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class DiskFullTest {
  private static final RocksDbOptions OPTIONS = DirectoryPlace.OPTIONS.withReserveBytes(8 << 20);

  @TempDir
  Path parent;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(parent.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=32m", "perdure-test", disk.toString());
    assumeTrue(mounted, "skipped: mounting a small disk is not allowed here");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", disk.toString());
    }
  }

  @Test
  void aFullDiskClosesTheStoreAndTheReserveOpensItAgain() throws IOException {
    Path directory = disk.resolve("store");
    int acknowledged = fill(directory);
    fillTheRest();

    try (RocksDbStore store = RocksDbStore.open(directory, OPTIONS)) {
      assertThat(directory.resolve("reserve")).doesNotExist();
      assertThat(rows(store)).isGreaterThanOrEqualTo(acknowledged);
    }

    Files.delete(disk.resolve("ballast"));
    try (RocksDbStore store = RocksDbStore.open(directory, OPTIONS)) {
      assertThat(rows(store)).isGreaterThanOrEqualTo(acknowledged);
    }
  }

  @Test
  void aFullDiskWithoutAReserveIsRefusedAndLosesNothing() throws IOException {
    Path directory = disk.resolve("store");
    int acknowledged = fill(directory);
    Files.deleteIfExists(directory.resolve("reserve"));
    fillTheRest();

    StoreException refusal = TestStore.refusal(() -> RocksDbStore.open(directory, OPTIONS).close());
    assertThat(refusal.reason()).isEqualTo(StoreException.Reason.FAILED);
    assertThat(refusal).hasMessageContaining("the disk is full");

    Files.delete(disk.resolve("ballast"));
    try (RocksDbStore store = RocksDbStore.open(directory, OPTIONS)) {
      assertThat(rows(store)).isGreaterThanOrEqualTo(acknowledged);
    }
  }

  /// Commits until the store fails.
  private static int fill(Path directory) {
    byte[] value = new byte[100_000];
    Random random = new Random(1);
    try (RocksDbStore store = RocksDbStore.open(directory, OPTIONS)) {
      PartitionStore rows = store.open(0);
      int acknowledged = 0;
      try {
        while (acknowledged < 1_000) {
          random.nextBytes(value);
          Write put = new Write.Put(TestStore.key(acknowledged), value.clone());
          store.commit(List.of(new Batch(0, rows.epoch(), List.of(put))));
          acknowledged++;
        }
      } catch (StoreException e) {
        assertThat(e.reason()).isEqualTo(StoreException.Reason.FAILED);
      }
      assertThat(acknowledged).isBetween(20, 999);
      assertThat(TestStore.refusal(() -> rows.get(new byte[0])).reason())
          .isEqualTo(StoreException.Reason.CLOSED);
      assertThat(TestStore.refusal(() -> store.open(0)).reason())
          .isEqualTo(StoreException.Reason.CLOSED);
      return acknowledged;
    }
  }

  private static int rows(RocksDbStore store) {
    int rows = 0;
    try (var snapshot = store.snapshot()) {
      while (snapshot.partition(0).get(TestStore.key(rows)) != null) {
        rows++;
      }
    }
    return rows;
  }

  private void fillTheRest() throws IOException {
    try (var ballast = Files.newOutputStream(disk.resolve("ballast"))) {
      byte[] page = new byte[4096];
      while (true) {
        ballast.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("space");
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
