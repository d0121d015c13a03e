package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.StoreException;
import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Records at which RocksDB would read for ever. A test that hangs is a failed one, too.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class EndlessRecordTest {
  private static final int ROWS = 40;
  private static final int TYPE = 6;
  private static final int BLOCK = 1 << 15;

  @TempDir
  Path parent;
  private Path directory;

  @BeforeEach
  void makeStore() {
    directory = parent.resolve("store");
    TestStore.commit(directory, 0, ROWS);
  }

  @Test
  void thereIsNoneInAWholeStore() throws IOException {
    assertThat(EndlessRecord.in(directory.resolve("db"))).isEmpty();
  }

  @Test
  void noiseBehindTheLastRecordIsCutOffAndKept() throws IOException {
    Path log = TestStore.largest(directory, ".log");
    long size = Files.size(log);
    for (int type : new int[]{5, 6, 7, 8, 11, 131}) {
      Path copy = parent.resolve("type" + type);
      Directories.copy(directory, copy);
      byte[] noise = noise(500, type);
      Files.write(copy.resolve("db").resolve(log.getFileName()), noise, StandardOpenOption.APPEND);

      assertThat(TestStore.rows(copy)).isEqualTo(ROWS);
      assertThat(copy.resolve(log.getFileName() + ".cut-off-at-" + size)).hasBinaryContent(noise);
      assertThat(TestStore.rows(copy)).isEqualTo(ROWS);
    }
  }

  @Test
  void noiseIsFoundInALaterBlock() throws IOException {
    Path log = TestStore.largest(directory, ".log");
    byte[] zerosAndNoise = Arrays.copyOf(new byte[0], (int) (BLOCK - Files.size(log)) + BLOCK + 99);
    System.arraycopy(noise(99, 5), 0, zerosAndNoise, zerosAndNoise.length - 99, 99);
    Files.write(log, zerosAndNoise, StandardOpenOption.APPEND);

    assertThat(TestStore.rows(directory)).isEqualTo(ROWS);
  }

  @Test
  void aChangedTypeBeforeWholeRecordsIsRefusedAndNothingChanges() throws IOException {
    for (String name : new String[]{".log", "MANIFEST"}) {
      Path copy = parent.resolve("changed" + name);
      Directories.copy(directory, copy);
      Path file = file(copy, name);
      byte[] bytes = Files.readAllBytes(file);
      int second = TYPE + 1 + Byte.toUnsignedInt(bytes[4]) + (Byte.toUnsignedInt(bytes[5]) << 8);
      assertThat(bytes[second + TYPE]).isEqualTo((byte) 1);
      bytes[second + TYPE] = 5;
      Files.write(file, bytes);

      StoreException refusal = TestStore.refusal(copy);
      assertThat(refusal.reason()).isEqualTo(StoreException.Reason.DAMAGED);
      assertThat(refusal).hasMessageContaining(file + " has a damaged record at byte " + second);
      assertThat(file).hasBinaryContent(bytes);
    }
  }

  @Test
  void aChangedTypeOfTheLastRecordIsRefusedAsALostCommit() throws IOException {
    Path log = TestStore.largest(directory, ".log");
    byte[] bytes = Files.readAllBytes(log);
    int offset = 0;
    int last = 0;
    while (offset < bytes.length) {
      last = offset;
      offset += TYPE + 1 + Byte.toUnsignedInt(bytes[offset + 4])
          + (Byte.toUnsignedInt(bytes[offset + 5]) << 8);
    }
    bytes[last + TYPE] = 5;
    Files.write(log, bytes);

    assertThat(TestStore.refusal(directory)).hasMessageContaining("1 commits are lost");
    assertThat(TestStore.refusal(directory)).hasMessageContaining("1 commits are lost");
    assertThat(directory.resolve(log.getFileName() + ".cut-off-at-" + last))
        .hasBinaryContent(Arrays.copyOfRange(bytes, last, bytes.length));
  }

  @Test
  void aBackupWithSuchARecordIsRefused() throws IOException {
    Path backup = parent.resolve("backup");
    try (RocksDbStore store = RocksDbStore.open(directory, DirectoryPlace.OPTIONS)) {
      store.backup(backup);
    }
    Files.write(file(backup, "MANIFEST"), noise(100, 131), StandardOpenOption.APPEND);

    StoreException refusal = TestStore
        .refusal(() -> RocksDbStore.restore(backup, parent.resolve("restored")));
    assertThat(refusal).hasMessageContaining("has a damaged record");
  }

  private static Path file(Path directory, String part) throws IOException {
    try (var files = Files.list(directory.resolve("db"))) {
      return files.filter(it -> it.getFileName().toString().contains(part)).findFirst()
          .orElseThrow();
    }
  }

  private static byte[] noise(int bytes, int type) {
    byte[] noise = new byte[bytes];
    new Random(type).nextBytes(noise);
    noise[TYPE] = (byte) type;
    return noise;
  }
}
