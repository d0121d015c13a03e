package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.runtime.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which directories are opened, and what is said of the others.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class DirectoryTest {
  @TempDir
  Path parent;
  private Path directory;
  private Path format;

  @BeforeEach
  void name() {
    directory = parent.resolve("some/store");
    format = directory.resolve("FORMAT");
  }

  @Test
  void aNewDirectoryBecomesAStoreOfItsOwnHub() throws IOException {
    String hub;
    try (RocksDbStore store = RocksDbStore.open(directory, RocksDbOptions.defaults()
        .withPartitions(7).withReserveBytes(100_000))) {
      hub = store.hub().hubId();
      assertThat(store.hub().partitions()).isEqualTo(7);
    }
    try (RocksDbStore store = RocksDbStore.open(directory, RocksDbOptions.defaults()
        .withPartitions(9).withReserveBytes(100_000))) {
      assertThat(store.hub().hubId()).isEqualTo(hub);
      assertThat(store.hub().partitions()).isEqualTo(7);
    }

    assertThat(directory).isDirectoryContaining("glob:**/{db,lock,FORMAT,durable-position}");
    assertThat(directory.resolve("reserve")).hasSize(100_000);
    assertThat(Files.readString(format)).startsWith("format 1\nhub " + hub + "\npartitions 7\n");
  }

  @Test
  void aSecondStoreInTheProcessIsRefused() {
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      TestStore.commit(store, 0, 3);
      StoreException refusal = TestStore.refusal(parent.resolve("some/../some/store"));

      assertThat(refusal.reason()).isEqualTo(StoreException.Reason.LOCKED);
      assertThat(refusal).hasMessageContaining("this process");
      TestStore.commit(store, 3, 5);
    }
    assertThat(TestStore.rows(directory)).isEqualTo(5);
  }

  @Test
  void aSecondProcessIsRefusedUntilTheFirstIsGone() throws Exception {
    Process holder = new ProcessBuilder(
        ProcessHandle.current().info().command().orElse("java"),
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
        StoreHolder.class.getName(), directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = holder.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.lines().anyMatch("open"::equals)).isTrue();

      StoreException refusal = TestStore.refusal(directory);

      assertThat(refusal.reason()).isEqualTo(StoreException.Reason.LOCKED);
      assertThat(refusal).hasMessageContaining("in use by process " + holder.pid());
      StoreException copied = TestStore.refusal(
          () -> RocksDbStore.restore(directory, parent.resolve("copy")));
      assertThat(copied.reason()).isEqualTo(StoreException.Reason.LOCKED);
      assertThat(copied).hasMessageContaining("in use by process " + holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertThat(TestStore.rows(directory)).isEqualTo(10);
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");

    assertInaccessible(file);
    assertInaccessible(file.resolve("below"));
  }

  /// Permissions do not stop the superuser, whom tests often run as; a file system without files
  /// of ours does.
  @Test
  void aDirectoryThatTakesNoFilesIsRefused() {
    Path none = Path.of("/proc/self");
    assumeTrue(Files.isDirectory(none), "skipped: there is no /proc here");

    assertInaccessible(none);
    assertInaccessible(none.resolve("store"));
  }

  @Test
  void aNewerFormatIsRefusedWithBothVersions() throws IOException {
    TestStore.commit(directory, 0, 1);
    Files.writeString(format, "format 7\nwhatever\n");

    StoreException refusal = TestStore.refusal(directory);

    assertThat(refusal.reason()).isEqualTo(StoreException.Reason.NEWER_FORMAT);
    assertThat(refusal).hasMessageContaining("format 1 or older").hasMessageContaining("format 7");
  }

  @Test
  void dataWithoutAFormatAreRefused() throws IOException {
    TestStore.commit(directory, 0, 1);
    Files.delete(format);

    assertDamaged("FORMAT is missing");
  }

  @Test
  void aChangedFormatIsRefused() throws IOException {
    TestStore.commit(directory, 0, 1);
    String text = Files.readString(format);

    for (String changed : new String[]{
        text.replace("partitions 32", "partitions 33"), text.substring(0, 40), "", "noise"}) {
      Files.writeString(format, changed);
      assertDamaged("");
    }
    Files.writeString(format, text);
    assertThat(TestStore.rows(directory)).isEqualTo(1);
  }

  @Test
  void anInterruptedCreationStartsOver() throws IOException {
    RocksDbStore.open(directory, DirectoryPlace.OPTIONS).close();
    String hub = unfinish();

    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      assertThat(store.hub().hubId()).isNotEqualTo(hub);
    }
    assertThat(TestStore.rows(directory)).isZero();
  }

  @Test
  void aCreationSaidToBeInterruptedIsRefusedWhereThereAreCommits() throws IOException {
    TestStore.commit(directory, 0, 5);
    String whole = Files.readString(format);
    unfinish();

    assertDamaged("commits up to position 7");
    Files.delete(directory.resolve("durable-position"));
    assertDamaged("commits up to position 7");
    Files.writeString(format, whole);
    assertThat(TestStore.rows(directory)).isEqualTo(5);
  }

  private String unfinish() throws IOException {
    FormatFile whole = FormatFile.read(directory);
    assertThat(whole).isNotNull();
    new FormatFile(whole.hub(), whole.created(), false).write(directory);
    return whole.hub().hubId();
  }

  private void assertInaccessible(Path place) {
    StoreException refusal = TestStore.refusal(place);
    assertThat(refusal.reason()).isEqualTo(StoreException.Reason.INACCESSIBLE);
    assertThat(refusal).hasMessageContaining(place.toString());
  }

  private void assertDamaged(String text) {
    StoreException refusal = TestStore.refusal(directory);
    assertThat(refusal.reason()).isEqualTo(StoreException.Reason.DAMAGED);
    assertThat(refusal).hasMessageContaining(directory.toString()).hasMessageContaining(text);
  }
}
