package dev.perdure.stores.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Space kept for a bad day. A store on a full disk cannot even be opened, because recovery has to
/// write; this file is deleted then, and made again at the next opening that finds room.
final class ReserveFile {
  static final String NAME = "reserve";

  private static final Logger log = LoggerFactory.getLogger(ReserveFile.class);
  private static final int CHUNK = 1 << 16;

  private ReserveFile() {}

  /// Makes the file if it is missing or shorter than asked and the disk has twice the room. Failing
  /// only warns: a store without a reserve works.
  static void keep(Path directory, long bytes) {
    Path file = directory.resolve(NAME);
    try {
      if (Files.exists(file) && Files.size(file) >= bytes) {
        return;
      }
      if (Files.getFileStore(directory).getUsableSpace() < 2 * bytes) {
        log.warn("There is no room for the reserve of {} bytes in {}: free some space", bytes,
            file);
        return;
      }
      fill(file, bytes);
    } catch (IOException e) {
      log.warn("The reserve {} could not be made: free some space", file, e);
      giveUp(directory);
    }
  }

  /// Gives the space back.
  ///
  /// @return whether there was any
  static boolean giveUp(Path directory) {
    Path file = directory.resolve(NAME);
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("The reserve {} could not be deleted", file, e);
      return false;
    }
  }

  /// Written in full, with bytes that no file system can compress: a sparse file reserves nothing.
  private static void fill(Path file, long bytes) throws IOException {
    byte[] noise = new byte[CHUNK];
    SplittableRandom random = new SplittableRandom(bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
      for (long left = bytes; left > 0; left -= CHUNK) {
        random.nextBytes(noise);
        ByteBuffer buffer = ByteBuffer.wrap(noise, 0, (int) Math.min(left, CHUNK));
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
    }
  }
}
