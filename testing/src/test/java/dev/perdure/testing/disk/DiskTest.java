package dev.perdure.testing.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.testing.disk.Disk.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The disk that loses its power, with real processes.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class DiskTest {
  private static final int CUTS = 200;
  private static final byte[] RECORDS = records();

  @TempDir
  private static Path tools;
  private static Interposer interposer;

  @TempDir
  Path parent;
  private Path directory;
  private Path journal;

  @BeforeAll
  static void compile() {
    var compiled = Interposer.compile(tools);
    assumeTrue(compiled.isPresent(), Interposer.NOT_RUN);
    interposer = compiled.get();
  }

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(parent.resolve("disk"));
    journal = parent.resolve("journal");
  }

  @ParameterizedTest
  @EnumSource(Names.class)
  void everyChangeIsNoted(Names names) throws Exception {
    Disk disk = run("everything", names, DiskFault.none(), "done");

    assertThat(disk.unseen()).isEmpty();
    assertThat(disk.differences()).isEmpty();
    assertThat(directory.resolve("linked")).hasSize(2_000);
    Files.writeString(directory.resolve("behind its back"), "x");
    assertThat(disk.differences()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Names.class)
  void whatWasSyncedSurvivesEveryCutAndTheRestMayNot(Names names) throws Exception {
    Disk disk = run("records", names, DiskFault.none(), "done");
    Set<String> kinds = new TreeSet<>();
    Cut sum = Cut.none();
    for (int seed = 0; seed < CUTS; seed++) {
      Cut cut = disk.cut(new SplittableRandom(seed));
      sum = sum.plus(cut);
      assertThat(directory.resolve("synced")).hasBinaryContent(RECORDS);
      byte[] rest = Files.readAllBytes(directory.resolve("unsynced"));
      kinds.add(kind(rest));
    }

    assertThat(kinds).containsExactlyInAnyOrder("all", "damaged", "nothing", "shorter");
    assertThat(sum.unsyncedFiles()).isEqualTo(CUTS);
    assertThat(sum.lostBytes()).isPositive().isLessThan(sum.unsyncedBytes());
    assertThat(sum.tornFiles()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Names.class)
  void aFileIsReplacedForSureOnceItsDirectoryIsSynced(Names names) throws Exception {
    Disk disk = run("replace", names, DiskFault.none(), "done");
    Set<Byte> found = new TreeSet<>();
    for (int seed = 0; seed < CUTS; seed++) {
      disk.cut(new SplittableRandom(seed));
      assertThat(directory.resolve("good/file")).hasBinaryContent(DiskProgram.record(2));
      found.add(Files.readAllBytes(directory.resolve("bad/file"))[0]);
    }

    assertThat(found).containsExactly((byte) 2, (byte) 3);
  }

  @Test
  void aDiskThatLiesLosesWhatItSaysWasSynced() throws Exception {
    Disk disk = run("records", Names.JOURNALED, DiskFault.lie(), "done");
    int losses = 0;
    for (int seed = 0; seed < CUTS; seed++) {
      disk.cut(new SplittableRandom(seed));
      Path synced = directory.resolve("synced");
      losses += Files.exists(synced) && Arrays.equals(Files.readAllBytes(synced), RECORDS) ? 0 : 1;
    }

    assertThat(losses).isGreaterThan(CUTS / 2);
    assertThat(disk.faults()).containsKey("sync left out");
    assertThat(disk.syncs()).isZero();
  }

  @Test
  void whatAFailedSyncDroppedNoLaterSyncWrites() throws Exception {
    Disk disk = run("retry", Names.JOURNALED, DiskFault.failedSync(1).on("file"), "done");

    assertThat(disk.faults()).containsEntry("failed sync", 1);
    disk.cut(new SplittableRandom(1));
    assertThat(directory.resolve("file")).isEmptyFile();
  }

  @Test
  void aFullDiskRefusesWritesAndKeepsWhatItHas() throws Exception {
    Disk disk = run("records", Names.JOURNALED, DiskFault.fullFrom(7).on("/synced"),
        "No space left on device");

    assertThat(disk.differences()).isEmpty();
    assertThat(directory.resolve("synced")).hasSize(6L * DiskProgram.RECORD_BYTES);
    assertThat(disk.faults()).containsEntry("full disk", 1);
  }

  @Test
  void aFailedWriteWritesNothing() throws Exception {
    Disk disk = run("records", Names.JOURNALED, DiskFault.failedWrite(3).on("unsynced"),
        "Input/output error");

    assertThat(disk.differences()).isEmpty();
    assertThat(directory.resolve("unsynced")).hasSize(2L * DiskProgram.RECORD_BYTES);
  }

  @Test
  void whatCannotBeFollowedIsSaid() throws Exception {
    Disk disk = run("map", Names.JOURNALED, DiskFault.none(), "done");

    assertThat(disk.unseen()).containsExactly("mmap");
  }

  private Disk run(String what, Names names, DiskFault fault, String said) throws Exception {
    Disk disk = Disk.of(directory, names);
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        "-cp", System.getProperty("java.class.path"),
        DiskProgram.class.getName(), what, directory.toRealPath().toString());
    builder.environment().putAll(interposer.environment(directory, journal, fault));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).isEqualTo(said + System.lineSeparator());
    disk.replay(journal);
    return disk;
  }

  private static String kind(byte[] content) {
    if (content.length == 0) {
      return "nothing";
    }
    if (Arrays.equals(content, RECORDS)) {
      return "all";
    }
    boolean prefix = content.length <= RECORDS.length
        && Arrays.equals(content, Arrays.copyOf(RECORDS, content.length));
    return prefix ? "shorter" : "damaged";
  }

  private static byte[] records() {
    byte[] all = new byte[DiskProgram.RECORDS * DiskProgram.RECORD_BYTES];
    for (int i = 0; i < DiskProgram.RECORDS; i++) {
      System.arraycopy(DiskProgram.record(i), 0, all, i * DiskProgram.RECORD_BYTES,
          DiskProgram.RECORD_BYTES);
    }
    return all;
  }
}
