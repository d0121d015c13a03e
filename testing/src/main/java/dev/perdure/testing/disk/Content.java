package dev.perdure.testing.disk;

import java.util.Arrays;

/// The bytes of a file, growing as needed.
final class Content {
  private byte[] bytes;
  private int size;

  Content(byte[] bytes) {
    this.bytes = bytes.clone();
    size = bytes.length;
  }

  Content copy() {
    return new Content(bytes());
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  int size() {
    return size;
  }

  void write(long offset, byte[] from, int start, int length) {
    int end = Math.toIntExact(offset + length);
    resize(Math.max(size, end));
    System.arraycopy(from, start, bytes, (int) offset, length);
  }

  void zero(long offset, long length) {
    int end = (int) Math.min(size, offset + length);
    if (offset < end) {
      Arrays.fill(bytes, (int) offset, end, (byte) 0);
    }
  }

  /// Cuts, or grows by zeros.
  void resize(long newSize) {
    int wanted = Math.toIntExact(newSize);
    if (wanted > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
    }
    if (wanted < size) {
      Arrays.fill(bytes, wanted, size, (byte) 0); // What grows back is zeros.
    }
    size = wanted;
  }
}
