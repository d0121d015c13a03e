package dev.perdure.stores.rocksdb.damage;

import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.stores.rocksdb.RocksDbStore;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A program that makes a store, commits rows, closes it in the middle and opens it again, and
/// notes on the same disk after each commit how many rows were acknowledged. It says how it ended.
public final class RowWriter {
  static final String STORE = "data/store";
  private static final String ACKNOWLEDGED = "acknowledged";
  private static final int PATIENCE_SECONDS = 60;

  private RowWriter() {}

  /// What came of a run.
  ///
  /// @param said its last line: `done`, or the reason and the message of the store
  record Run(int exitCode, String said) {}

  /// Runs the program on an interposed disk.
  static Run run(Interposer interposer, Path disk, Path journal, int rows, DiskFault fault)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
        "-cp", System.getProperty("java.class.path"), RowWriter.class.getName(),
        disk.toString(), Integer.toString(rows));
    builder.environment().putAll(interposer.environment(disk, journal, fault));
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return new Run(-1, "It did not end");
    }
    return new Run(process.exitValue(), output.strip());
  }

  /// The file in which it notes what was acknowledged.
  static Path acknowledged(Path disk) {
    return disk.resolve(ACKNOWLEDGED);
  }

  /// What that file says.
  static int number(byte[] content) {
    return content.length == 0 ? 0 : ByteBuffer.wrap(content).getInt();
  }

  public static void main(String[] arguments) throws IOException {
    Path disk = Path.of(arguments[0]);
    int rows = Integer.parseInt(arguments[1]);
    // As the server does, and without a sync.
    Path directory = Files.createDirectories(disk.resolve(STORE));
    try (var acknowledged = new RandomAccessFile(acknowledged(disk).toFile(), "rw")) {
      commit(directory, acknowledged, 0, rows / 2);
      commit(directory, acknowledged, rows / 2, rows);
      System.out.println("done");
    } catch (StoreException e) {
      System.out.println(e.reason() + " " + e.getMessage());
    }
  }

  private static void commit(Path directory, RandomAccessFile acknowledged, int from, int to)
      throws IOException {
    try (RocksDbStore store = RocksDbStore.open(directory, NumberedRows.OPTIONS)) {
      PartitionStore owner = store.open(0);
      for (int row = from; row < to; row++) {
        NumberedRows.commit(store, owner, row);
        acknowledged.seek(0);
        acknowledged.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, row + 1).array());
      }
    }
  }
}
