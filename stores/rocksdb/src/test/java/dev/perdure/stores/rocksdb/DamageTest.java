package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.StoreException;
import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store whose files were changed while nobody looked: refused with the reason, or opened whole.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class DamageTest {
  private static final int ROWS = 400;

  @TempDir
  Path parent;
  private Path directory;
  private Path mark;

  @BeforeEach
  void makeStore() {
    directory = parent.resolve("store");
    mark = directory.resolve("durable-position");
    TestStore.commit(directory, 0, ROWS);
  }

  @Test
  void nothingIsLostWithoutDamage() {
    assertThat(TestStore.rows(directory)).isEqualTo(ROWS);
    assertThat(TestStore.rows(directory)).isEqualTo(ROWS);
  }

  @Test
  void aFlippedBitInTheLogIsRefusedAndNothingChanged() throws IOException {
    for (double place : new double[]{0.2, 0.5, 0.9, 0.999}) {
      Path copy = parent.resolve("flip" + place);
      Directories.copy(directory, copy);
      Path log = TestStore.largest(copy, ".log");
      TestStore.flipBit(log, place);
      byte[] evidence = Files.readAllBytes(log);

      for (int attempt = 0; attempt < 2; attempt++) {
        StoreException refusal = TestStore.refusal(copy);
        assertThat(refusal.reason()).isEqualTo(StoreException.Reason.DAMAGED);
        // The rows, one epoch, and the creation.
        assertThat(refusal).hasMessageContaining("position " + (ROWS + 2))
            .hasMessageContaining("restore the latest backup");
      }
      assertThat(log).hasBinaryContent(evidence);
    }
  }

  @Test
  void aLogCutBelowWhatWasAcknowledgedIsRefused() throws IOException {
    TestStore.cut(TestStore.largest(directory, ".log"), 1);

    assertDamaged("1 commits are lost");
  }

  @Test
  void aLogCutAboveWhatWasAcknowledgedIsOpened() throws IOException {
    try (PositionMark older = PositionMark.open(directory)) {
      older.write(ROWS + 1);
    }
    TestStore.cut(TestStore.largest(directory, ".log"), 1);

    assertThat(TestStore.rows(directory)).isEqualTo(ROWS - 1);
  }

  @Test
  void anUnfinishedRecordBehindTheLogIsIgnored() throws IOException {
    byte[] noise = new byte[100];
    new Random(1).nextBytes(noise);
    Files.write(TestStore.largest(directory, ".log"), noise, StandardOpenOption.APPEND);

    assertThat(TestStore.rows(directory)).isEqualTo(ROWS);
    assertThat(TestStore.rows(directory)).isEqualTo(ROWS);
  }

  @Test
  void aDeletedLogIsRefused() throws IOException {
    Files.delete(TestStore.largest(directory, ".log"));

    assertDamaged("");
  }

  @Test
  void aDeletedTableIsRefused() throws IOException {
    TestStore.commit(directory, ROWS, ROWS + 10); // Recovery has made a table of the rows before.
    Files.delete(TestStore.largest(directory, ".sst"));

    assertDamaged("");
  }

  @Test
  void aCutTableIsRefused() throws IOException {
    TestStore.commit(directory, ROWS, ROWS + 10);
    TestStore.cut(TestStore.largest(directory, ".sst"), 1);

    assertDamaged("");
  }

  @Test
  void aFlippedBitInATableFailsTheReadAndClosesTheStore() throws IOException {
    TestStore.commit(directory, ROWS, ROWS + 10);
    TestStore.flipBit(TestStore.largest(directory, ".sst"), 0.2);

    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      var rows = store.open(0);
      StoreException refusal = TestStore.refusal(() -> TestStore.rows(rows));
      assertThat(refusal.reason()).isEqualTo(StoreException.Reason.FAILED);
      assertThat(refusal).hasMessageContaining("checksum mismatch")
          .hasMessageContaining("Keep the directory as it is")
          .hasMessageContaining("restore the latest backup into an empty directory");
      assertThat(TestStore.refusal(() -> rows.get(new byte[0])).reason())
          .isEqualTo(StoreException.Reason.CLOSED);
      assertThat(TestStore.refusal(() -> store.open(1)).reason())
          .isEqualTo(StoreException.Reason.CLOSED);
    }
  }

  @Test
  void aManifestOfNoiseIsRefused() throws IOException {
    Path manifest;
    try (var files = Files.list(directory.resolve("db"))) {
      manifest = files.filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
          .findFirst().orElseThrow();
    }
    byte[] noise = new byte[(int) Files.size(manifest)];
    new Random(1).nextBytes(noise);
    Files.write(manifest, noise);

    assertDamaged("");
  }

  @Test
  void aDeletedDatabaseIsRefused() throws IOException {
    DurableFiles.deleteFlat(directory.resolve("db"));

    assertDamaged("CURRENT");
  }

  @Test
  void aMissingMarkChecksLessAndComesBack() throws IOException {
    Files.delete(mark);

    assertThat(TestStore.rows(directory)).isEqualTo(ROWS);
    assertThat(mark).exists();
  }

  @Test
  void aDamagedMarkChecksLess() throws IOException {
    TestStore.flipBit(mark, 0.5);

    assertThat(TestStore.rows(directory)).isEqualTo(ROWS);
    assertThat(PositionMark.read(directory)).isPresent();
  }

  private void assertDamaged(String text) {
    StoreException refusal = TestStore.refusal(directory);
    assertThat(refusal.reason()).isEqualTo(StoreException.Reason.DAMAGED);
    assertThat(refusal).hasMessageContaining(directory.toString()).hasMessageContaining(text);
  }
}
