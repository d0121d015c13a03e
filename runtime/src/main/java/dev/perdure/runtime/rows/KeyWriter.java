package dev.perdure.runtime.rows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// Puts a key together. Numbers are big-endian, so that unsigned bytes compare as the numbers do.
final class KeyWriter {
  private byte[] bytes;
  private int size;

  KeyWriter(byte family, int capacity) {
    bytes = new byte[capacity + 1];
    bytes[size++] = family;
  }

  /// A number that is not negative.
  KeyWriter number(int value) {
    ensure(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /// Any number: its sign bit is turned.
  KeyWriter number(long value) {
    ensure(8);
    long ordered = value ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (ordered >>> shift);
    }
    return this;
  }

  KeyWriter octet(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /// A text behind its length: no text is a prefix of another.
  KeyWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ensure(utf8.length + 2);
    bytes[size++] = (byte) (utf8.length >>> 8);
    bytes[size++] = (byte) utf8.length;
    return raw(utf8);
  }

  /// A text at the end of a key, ordered as its UTF-8 bytes are.
  KeyWriter lastText(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  KeyWriter instant(Instant instant) {
    return number(micros(instant));
  }

  byte[] done() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /// The instant in microseconds of the epoch, rounded up, and at the ends of the range where it
  /// lies beyond them.
  static long micros(Instant instant) {
    long most = Long.MAX_VALUE / 1_000_000 - 1;
    long seconds = Math.max(-most, Math.min(most, instant.getEpochSecond()));
    return seconds * 1_000_000 + (instant.getNano() + 999) / 1_000;
  }

  private KeyWriter raw(byte[] utf8) {
    ensure(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
    return this;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
