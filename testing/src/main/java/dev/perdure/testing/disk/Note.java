package dev.perdure.testing.disk;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// One line of what the interposer wrote down. Openings of a file are numbered, and later notes
/// name them by their number.
sealed interface Note {
  /// A file or directory was opened, and perhaps made or emptied by that.
  record Opened(int file, Path path, boolean makes, boolean empties) implements Note {}

  /// Bytes were written.
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Written(int file, long offset, byte[] bytes) implements Note {}

  /// A file was cut or grown to a size.
  record Sized(int file, long size) implements Note {}

  /// A file was grown to at least a size.
  record Grown(int file, long size) implements Note {}

  /// A part of a file became zeros.
  record Zeroed(int file, long offset, long length) implements Note {}

  /// A name was given to what had another.
  record Renamed(Path from, Path to) implements Note {}

  /// A second name was given.
  record Linked(Path from, Path to) implements Note {}

  /// A name was taken away.
  record Removed(Path path) implements Note {}

  /// A directory was made.
  record Made(Path path) implements Note {}

  /// A sync began; it covers what was changed before.
  record SyncBegun(int file, long sync) implements Note {}

  /// The sync came to its end.
  record SyncEnded(int file, long sync) implements Note {}

  /// A sync failed.
  record SyncFailed(int file) implements Note {}

  /// A planted fault was met.
  record Fault(String what) implements Note {}

  /// Something was changed in a way that cannot be followed.
  record Unseen(String what) implements Note {}

  /// Reads a whole journal; the last note may be cut, as its writer was.
  static void readAll(Path journal, Consumer<Note> reader) {
    byte[] head = new byte[24];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(journal), 1 << 16)) {
      while (in.readNBytes(head, 0, head.length) == head.length) {
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.nativeOrder());
        char kind = (char) header.getInt();
        int file = header.getInt();
        long number = header.getLong();
        byte[] bytes = new byte[Math.toIntExact(header.getLong())];
        if (in.readNBytes(bytes, 0, bytes.length) == bytes.length) {
          reader.accept(of(kind, file, number, bytes));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Note of(char kind, int file, long number, byte[] bytes) {
    return switch (kind) {
      case 'O' -> new Opened(file, path(text(bytes)), (number & 1) != 0, (number & 2) != 0);
      case 'W' -> new Written(file, number, bytes);
      case 'T' -> new Sized(file, number);
      case 'G' -> new Grown(file, number);
      case 'Z' -> new Zeroed(file, number,
          ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong());
      case 'R' -> new Renamed(path(first(bytes)), path(second(bytes)));
      case 'L' -> new Linked(path(first(bytes)), path(second(bytes)));
      case 'D' -> new Removed(path(text(bytes)));
      case 'M' -> new Made(path(text(bytes)));
      case 'S' -> new SyncBegun(file, number);
      case 'E' -> new SyncEnded(file, number);
      case 'F' -> new SyncFailed(file);
      case 'I' -> new Fault(text(bytes));
      case 'U' -> new Unseen(text(bytes));
      default -> throw new IllegalStateException("Expected a note, but got '" + kind + "'");
    };
  }

  private static Path path(String text) {
    return Path.of(text).normalize();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String first(byte[] bytes) {
    String both = text(bytes);
    return both.substring(0, both.indexOf('\0'));
  }

  private static String second(byte[] bytes) {
    String both = text(bytes);
    return both.substring(both.indexOf('\0') + 1);
  }
}
