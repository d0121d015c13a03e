package dev.perdure.testing.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// What the interposed processes of the tests do. They say `done` or what went wrong.
final class DiskProgram {
  static final int RECORDS = 20;
  static final int RECORD_BYTES = 700;

  private DiskProgram() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    try {
      switch (arguments[0]) {
        case "everything" -> everything(directory);
        case "records" -> records(directory);
        case "replace" -> replace(directory);
        case "retry" -> retry(directory);
        case "map" -> map(directory);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
      System.out.println("done");
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }

  static byte[] record(int number) {
    byte[] record = new byte[RECORD_BYTES];
    java.util.Arrays.fill(record, (byte) (number + 1));
    return record;
  }

  /// Every way in which Java changes files and names.
  private static void everything(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("a/b"));
    Path file = Files.writeString(directory.resolve("a/b/text"), "Hello, disk");
    Files.writeString(file, " and more", StandardOpenOption.APPEND);
    try (var random = new RandomAccessFile(file.toFile(), "rw")) {
      random.seek(7);
      random.write("DISK".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      random.setLength(15);
      random.setLength(2_000);
    }
    try (FileChannel channel = FileChannel.open(directory.resolve("holes"),
        StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(record(1)), 10_000);
      channel.write(new ByteBuffer[]{ByteBuffer.wrap(record(2)), ByteBuffer.wrap(record(3))});
      channel.force(false);
    }
    Files.createLink(directory.resolve("linked"), file);
    Files.move(file, directory.resolve("a/b/moved"), StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(directory.resolve("gone"), "gone");
    Files.delete(directory.resolve("gone"));
    Files.createDirectory(directory.resolve("empty"));
    Files.delete(directory.resolve("empty"));
    Files.writeString(directory.resolve("old"), "old");
    Files.writeString(directory.resolve("new"), "new");
    Files.move(directory.resolve("new"), directory.resolve("old"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /// The same records in a synced and in an unsynced file.
  private static void records(Path directory) throws IOException {
    try (FileChannel synced = create(directory.resolve("synced"));
        FileChannel unsynced = create(directory.resolve("unsynced"))) {
      sync(directory);
      for (int i = 0; i < RECORDS; i++) {
        synced.write(ByteBuffer.wrap(record(i)));
        unsynced.write(ByteBuffer.wrap(record(i)));
        synced.force(false);
      }
    }
  }

  /// A file that is replaced in good order, and one whose directory is not synced.
  private static void replace(Path directory) throws IOException {
    Path good = Files.createDirectory(directory.resolve("good"));
    Path bad = Files.createDirectory(directory.resolve("bad"));
    sync(directory);
    for (Path place : new Path[]{good, bad}) {
      for (int i = 1; i <= 2; i++) {
        try (FileChannel next = create(place.resolve("next"))) {
          next.write(ByteBuffer.wrap(record(i)));
          next.force(true);
        }
        Files.move(place.resolve("next"), place.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
        if (place.equals(good) || i == 1) {
          sync(place);
        }
      }
    }
  }

  /// Syncs again after a sync has failed, as nobody should.
  private static void retry(Path directory) throws IOException {
    try (FileChannel channel = create(directory.resolve("file"))) {
      sync(directory);
      channel.write(ByteBuffer.wrap(record(0)));
      try {
        channel.force(false);
      } catch (IOException e) {
        channel.force(false);
      }
    }
  }

  private static void map(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory.resolve("mapped"),
        StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096).put(0, (byte) 1);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
