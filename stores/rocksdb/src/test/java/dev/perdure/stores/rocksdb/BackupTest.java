package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class BackupTest {
  @TempDir
  Path parent;
  private Path directory;
  private Path backup;
  private Path restored;

  @BeforeEach
  void name() {
    directory = parent.resolve("store");
    backup = parent.resolve("backup");
    restored = parent.resolve("restored");
  }

  @Test
  void aRestoredBackupIsTheSameHubAtThatMoment() {
    String hub;
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      hub = store.hub().hubId();
      TestStore.commit(store, 0, 50);
      store.backup(backup);
      TestStore.commit(store, 50, 60);
    }

    RocksDbStore.restore(backup, restored);

    assertThat(TestStore.rows(restored)).isEqualTo(50);
    assertThat(TestStore.rows(directory)).isEqualTo(60);
    try (RocksDbStore store = RocksDbStore.open(restored, DirectoryPlace.OPTIONS)) {
      assertThat(store.hub().hubId()).isEqualTo(hub);
      assertThat(store.open(0).epoch()).isGreaterThan(1);
      TestStore.commit(store, 50, 55);
    }
    RocksDbStore.restore(backup, parent.resolve("again"));
    assertThat(TestStore.rows(parent.resolve("again"))).isEqualTo(50);
  }

  @Test
  void backupsWhileCommitsRunHoldWhatWasDurable() throws Exception {
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS);
        var threads = Executors.newSingleThreadExecutor()) {
      AtomicInteger rows = new AtomicInteger();
      Future<?> commits = threads.submit(() -> {
        while (rows.get() < 1_000) {
          TestStore.commit(store, rows.get(), rows.get() + 10);
          rows.addAndGet(10);
        }
      });
      for (int i = 0; i < 4; i++) {
        int durable = rows.get();
        Path target = parent.resolve("backup" + i);
        store.backup(target);
        int later = rows.get() + 10;

        RocksDbStore.restore(target, parent.resolve("restored" + i));
        assertThat(TestStore.rows(parent.resolve("restored" + i))).isBetween(durable, later);
      }
      commits.get();
    }
  }

  @Test
  void aBackupIsAlsoAStore() {
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      TestStore.commit(store, 0, 5);
      store.backup(backup);
    }

    assertThat(TestStore.rows(backup)).isEqualTo(5);
  }

  @Test
  void directoriesWithFilesAreNotOverwritten() throws IOException {
    Files.createDirectories(restored);
    Files.writeString(restored.resolve("precious"), "x");
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      TestStore.commit(store, 0, 5);
      store.backup(backup);

      assertThat(TestStore.refusal(() -> store.backup(restored)).reason())
          .isEqualTo(StoreException.Reason.INACCESSIBLE);
      assertThat(store.open(0).get(TestStore.key(1))).isNotNull();
    }

    StoreException refusal = TestStore.refusal(() -> RocksDbStore.restore(backup, restored));
    assertThat(refusal.reason()).isEqualTo(StoreException.Reason.INACCESSIBLE);
    assertThat(refusal).hasMessageContaining(restored.toString());
    assertThat(restored.resolve("precious")).hasContent("x");
  }

  @Test
  void aDamagedBackupIsNotRestored() throws IOException {
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      TestStore.commit(store, 0, 500);
      store.backup(backup);
    }
    TestStore.flipBit(TestStore.largest(backup, ".sst"), 0.3);

    StoreException refusal = TestStore.refusal(() -> RocksDbStore.restore(backup, restored));

    assertThat(refusal.reason()).isEqualTo(StoreException.Reason.DAMAGED);
    assertThat(refusal).hasMessageContaining("delete it");
    assertThat(TestStore.refusal(restored).reason()).isEqualTo(StoreException.Reason.DAMAGED);
  }

  @Test
  void ofADamagedStoreThereIsNoBackup() throws IOException {
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      TestStore.commit(store, 0, 500);
    }
    RocksDbStore.open(directory, DirectoryPlace.OPTIONS).close(); // Makes a table of the log.
    TestStore.flipBit(TestStore.largest(directory, ".sst"), 0.3);

    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      StoreException refusal = TestStore.refusal(() -> store.backup(backup));

      assertThat(refusal.reason()).isEqualTo(StoreException.Reason.DAMAGED);
      assertThat(refusal).hasMessageContaining("No backup was made");
      assertThat(backup).isEmptyDirectory();
      TestStore.commit(store, 500, 510);
    }
  }

  @Test
  void whyABackupCannotBeMadeIsSaid() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      StoreException refusal = TestStore.refusal(() -> store.backup(file.resolve("backup")));

      assertThat(refusal.reason()).isEqualTo(StoreException.Reason.INACCESSIBLE);
      assertThat(refusal).hasMessageContaining("FileAlreadyExistsException")
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aStoreInUseIsNoBackup() {
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      TestStore.commit(store, 0, 5);

      StoreException refusal = TestStore.refusal(() -> RocksDbStore.restore(directory, restored));

      assertThat(refusal.reason()).isEqualTo(StoreException.Reason.LOCKED);
      assertThat(refusal).hasMessageContaining("" + ProcessHandle.current().pid());
      assertThat(restored).doesNotExist();
    }

    RocksDbStore.restore(directory, restored);
    assertThat(TestStore.rows(restored)).isEqualTo(5);
  }

  @Test
  void whatIsNoBackupIsNotRestored() throws IOException {
    Files.createDirectories(backup);

    assertThat(TestStore.refusal(() -> RocksDbStore.restore(backup, restored)))
        .hasMessageContaining("FORMAT is missing");
  }
}
