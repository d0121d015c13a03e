package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.StoreException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers how far the log was once synced, beside the log.
///
/// RocksDB takes damage in its log for the end of the log: it opens without a word and without what
/// follows. Each commit therefore stores an increasing position with its rows and, after the sync,
/// writes it here. A database that comes back below the mark has lost acknowledged commits.
///
/// The file is never synced, so it may be older than the truth after a power cut and then checks
/// less; since it is written after the sync it is never ahead and cannot raise a false alarm.
///
/// Written through a random access file and not a channel: a channel closes itself when its thread
/// is interrupted.
final class PositionMark implements AutoCloseable {
  static final String NAME = "durable-position";

  private static final Logger log = LoggerFactory.getLogger(PositionMark.class);
  private static final int BYTES = Long.BYTES + Integer.BYTES;

  private final RandomAccessFile file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BYTES);

  private PositionMark(RandomAccessFile file) {
    this.file = file;
  }

  /// The position in a directory; empty if there is no mark or it is unreadable. A mark is a
  /// witness for the data and no reason to refuse them, so that a damaged one only warns.
  static OptionalLong read(Path directory) {
    Path path = directory.resolve(NAME);
    if (!Files.exists(path)) {
      log.warn("There is no mark {}: whether the log lost commits cannot be checked this time",
          path);
      return OptionalLong.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(path);
      ByteBuffer content = ByteBuffer.wrap(bytes);
      if (bytes.length == BYTES && content.getInt(Long.BYTES) == checksum(bytes)) {
        return OptionalLong.of(content.getLong(0));
      }
      log.warn("The mark {} is damaged: whether the log lost commits cannot be checked this time."
          + " Check the disk.", path);
    } catch (IOException e) {
      log.warn("The mark {} cannot be read: whether the log lost commits cannot be checked this"
          + " time. Check the disk.", path, e);
    }
    return OptionalLong.empty();
  }

  /// Refuses a database that has lost commits.
  static void check(Path directory, OptionalLong mark, long recovered) {
    if (mark.isPresent() && recovered < mark.getAsLong()) {
      throw new StoreException(StoreException.Reason.DAMAGED,
          "Expected the store in " + directory + " to recover at least up to position "
              + mark.getAsLong()
              + ", which was acknowledged as durable, but its log ends at position "
              + recovered + ": " + (mark.getAsLong() - recovered) + " commits are lost. Nothing was"
              + " changed. " + StoreDirectory.WHEN_DAMAGED
              + " To go on with the loss, delete the file " + directory.resolve(NAME) + ".");
    }
  }

  /// Opens the mark for writing.
  static PositionMark open(Path directory) throws IOException {
    File path = directory.resolve(NAME).toFile();
    return new PositionMark(new RandomAccessFile(path, "rw"));
  }

  void write(long position) throws IOException {
    buffer.putLong(0, position);
    buffer.putInt(Long.BYTES, checksum(buffer.array()));
    file.seek(0);
    file.write(buffer.array());
  }

  /// Syncs, for a backup, which is synced as a whole.
  void sync() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, Long.BYTES);
    return (int) crc.getValue();
  }
}
