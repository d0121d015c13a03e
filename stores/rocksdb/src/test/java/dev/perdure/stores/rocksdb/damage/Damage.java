package dev.perdure.stores.rocksdb.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What is done to a file while nobody looks.
enum Damage {
  NOTHING("none"),
  FLIP_BEGIN("flip begin"),
  FLIP_MIDDLE("flip middle"),
  FLIP_END("flip end"),
  FLIP_ANYWHERE("flip any"),
  CUT_BYTE("cut 1"),
  CUT_HALF("cut half"),
  EMPTY("empty"),
  ZERO_PAGE("zero page"),
  MISSING("missing"),
  TAIL("tail"),
  ENDLESS_TAIL("endless tail"),
  ENDLESS_TYPE("endless type"),
  OLD_COPY("old copy"),
  FIRST_COPY("first copy");

  private static final int PAGE = 4096;
  private static final int TAIL_BYTES = 500;

  /// Where a record of a log has its type, and that of a whole record of a recycled log.
  private static final int RECORD_TYPE = 6;
  private static final byte RECYCLED = 5;

  final String title;

  Damage(String title) {
    this.title = title;
  }

  /// Does it.
  ///
  /// @param old the file of the same kind as it was in the middle of the store's life
  /// @param first as it was soon after its creation
  /// @return whether it could be done
  boolean to(Path file, Optional<Path> old, Optional<Path> first, RandomGenerator random)
      throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (this) {
      case NOTHING -> {}
      case FLIP_BEGIN -> flip(file, bytes, random.nextDouble() * 0.1, random);
      case FLIP_MIDDLE -> flip(file, bytes, 0.45 + random.nextDouble() * 0.1, random);
      case FLIP_END -> flip(file, bytes, 0.9 + random.nextDouble() * 0.1, random);
      case FLIP_ANYWHERE -> flip(file, bytes, random.nextDouble(), random);
      case CUT_BYTE -> Files.write(file, Arrays.copyOf(bytes, Math.max(0, bytes.length - 1)));
      case CUT_HALF -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      case EMPTY -> Files.write(file, new byte[0]);
      case ZERO_PAGE -> {
        int page = random.nextInt(bytes.length / PAGE + 1) * PAGE;
        Arrays.fill(bytes, page, Math.min(bytes.length, page + PAGE), (byte) 0);
        Files.write(file, bytes);
      }
      case MISSING -> Files.delete(file);
      case TAIL, ENDLESS_TAIL -> append(file, random);
      case ENDLESS_TYPE -> changeType(file, bytes.clone(), random);
      case OLD_COPY -> replace(file, old);
      case FIRST_COPY -> replace(file, first);
    }
    return switch (this) {
      case NOTHING, MISSING, TAIL, ENDLESS_TAIL -> true;
      case ENDLESS_TYPE -> !Arrays.equals(bytes, Files.readAllBytes(file));
      case OLD_COPY -> old.isPresent();
      case FIRST_COPY -> first.isPresent();
      case FLIP_BEGIN, FLIP_MIDDLE, FLIP_END, FLIP_ANYWHERE, CUT_BYTE, CUT_HALF, EMPTY, ZERO_PAGE ->
        bytes.length > 0;
    };
  }

  /// Flips the bit that makes of a whole record one of a recycled log, in the middle of a log or
  /// manifest.
  private static void changeType(Path file, byte[] bytes, RandomGenerator random)
      throws IOException {
    List<Integer> records = new ArrayList<>();
    int offset = 0;
    while (offset + RECORD_TYPE < bytes.length && bytes[offset + RECORD_TYPE] != 0) {
      records.add(offset);
      offset += RECORD_TYPE + 1 + Byte.toUnsignedInt(bytes[offset + 4])
          + (Byte.toUnsignedInt(bytes[offset + 5]) << Byte.SIZE);
    }
    boolean hasRecords = file.toString().endsWith(".log") || file.toString().contains("MANIFEST");
    if (hasRecords && records.size() > 2) {
      int record = records.get(1 + random.nextInt(records.size() - 1));
      bytes[record + RECORD_TYPE] ^= RECYCLED - 1;
      Files.write(file, bytes);
    }
  }

  private static void flip(Path file, byte[] bytes, double place, RandomGenerator random)
      throws IOException {
    if (bytes.length > 0) {
      bytes[(int) (bytes.length * place)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      Files.write(file, bytes);
    }
  }

  private void append(Path file, RandomGenerator random) throws IOException {
    byte[] tail = new byte[TAIL_BYTES];
    random.nextBytes(tail);
    if (this == ENDLESS_TAIL) {
      tail[RECORD_TYPE] = RECYCLED;
    }
    Files.write(file, tail, StandardOpenOption.APPEND);
  }

  private static void replace(Path file, Optional<Path> copy) throws IOException {
    if (copy.isPresent()) {
      Files.write(file, Files.readAllBytes(copy.get()));
    }
  }
}
