package dev.perdure.stores.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A record at which RocksDB would read for ever.
///
/// A log or manifest is a sequence of blocks of 32 KiB with records in them: checksum, length,
/// type, content. Some types belong to logs that are written anew over old ones, which Perdure
/// does not have. RocksDB 11.8.1 takes such a type for a mistake and tries the same record again,
/// without end and before it looks at the checksum, so that one flipped bit in a type, or noise
/// behind the last record after a power cut, makes opening hang. Looking first costs one reading
/// of the logs.
///
/// @param file a log or a manifest
/// @param offset where in it
record EndlessRecord(Path file, long offset) {
  private static final Logger log = LoggerFactory.getLogger(EndlessRecord.class);
  private static final int BLOCK = 1 << 15;
  private static final int HEADER = 7;
  private static final int LENGTH = 4;
  private static final int TYPE = 6;
  private static final int MASK = 0xa282ead8;
  private static final int MASK_SHIFT = 15;

  private static final Set<Integer> ENDLESS_TYPES = Set.of(5, 6, 7, 8, 11, 131);

  /// Those among the files of a database, the oldest file first.
  static List<EndlessRecord> in(Path database) throws IOException {
    String manifest = manifest(database);
    List<Path> files;
    try (var all = Files.list(database)) {
      files = all.filter(it -> isLog(it) || name(it).equals(manifest)).sorted().toList();
    }
    List<EndlessRecord> found = new ArrayList<>();
    for (Path file : files) {
      long offset = find(file);
      if (offset >= 0) {
        found.add(new EndlessRecord(file, offset));
      }
    }
    return found;
  }

  /// Whether cutting the file there takes nothing that was once written whole: it is the manifest
  /// or the newest log, whose end a power cut may leave unfinished, and no whole record follows.
  boolean isOnlyNoise() throws IOException {
    try (var all = Files.list(file.resolveSibling("."))) {
      boolean newer = isLog(file)
          && all.anyMatch(it -> isLog(it) && number(it).compareTo(number(file)) > 0);
      return !newer && !hasWholeRecord(offset + 1);
    }
  }

  /// Cuts the file, and keeps what was cut off in a directory.
  void cutOff(Path keep) throws IOException {
    byte[] noise;
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(offset);
      noise = in.readAllBytes();
    }
    Path kept = keep.resolve(name(file) + ".cut-off-at-" + offset);
    DurableFiles.replaceDurably(kept, noise);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(offset);
      channel.force(true);
    }
    log.warn("Cut {} bytes of noise off the end of {}, as a power cut may leave them; they are kept"
        + " in {}", noise.length, file, kept);
  }

  /// What an operator is told.
  String describe() {
    return "its file " + file + " has a damaged record at byte " + offset;
  }

  /// Follows the records as RocksDB does. No record goes over the end of its block.
  ///
  /// @return where it would stay, or -1
  private static long find(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      long start = 0;
      for (ByteBuffer block = block(in); block.hasRemaining(); block = block(in)) {
        if (start == 0 && block.limit() >= HEADER && ENDLESS_TYPES.contains(type(block, 0))) {
          return -1; // As the first record it makes RocksDB expect more of them, and read on.
        }
        int offset = 0;
        while (offset + HEADER <= block.limit()) {
          if (ENDLESS_TYPES.contains(type(block, offset))) {
            return start + offset;
          }
          offset = isWhole(block, offset) ? end(block, offset) : BLOCK;
        }
        start += BLOCK;
      }
      return -1;
    }
  }

  private boolean hasWholeRecord(long from) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      long start = from - from % BLOCK;
      in.skipNBytes(start);
      for (ByteBuffer block = block(in); block.hasRemaining(); block = block(in)) {
        for (int offset = (int) Math.max(0, from - start); offset + HEADER < block
            .limit(); offset++) {
          if (end(block, offset) > offset + HEADER && isWhole(block, offset)) {
            return true;
          }
        }
        start += BLOCK;
      }
      return false;
    }
  }

  private static ByteBuffer block(InputStream in) throws IOException {
    return ByteBuffer.wrap(in.readNBytes(BLOCK)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static boolean isWhole(ByteBuffer bytes, int offset) {
    int end = end(bytes, offset);
    if (end > bytes.limit()) {
      return false;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.slice(offset + TYPE, end - offset - TYPE));
    int crc = (int) checksum.getValue();
    return bytes.getInt(offset) == Integer.rotateRight(crc, MASK_SHIFT) + MASK;
  }

  private static int end(ByteBuffer bytes, int offset) {
    return offset + HEADER + Short.toUnsignedInt(bytes.getShort(offset + LENGTH));
  }

  private static int type(ByteBuffer bytes, int offset) {
    return Byte.toUnsignedInt(bytes.get(offset + TYPE));
  }

  /// The manifest that counts: an older one may not have been removed yet.
  private static String manifest(Path database) throws IOException {
    Path current = database.resolve("CURRENT");
    return Files.exists(current)
        ? Files.readString(current, StandardCharsets.ISO_8859_1).strip()
        : "";
  }

  private static BigInteger number(Path log) {
    return new BigInteger(name(log).replace(".log", ""));
  }

  private static boolean isLog(Path file) {
    return name(file).matches("\\d+\\.log");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
