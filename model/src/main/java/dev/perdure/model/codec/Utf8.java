package dev.perdure.model.codec;

/// Measures texts as they are stored and sent.
public final class Utf8 {
  private Utf8() {}

  /// How many bytes a text takes. A lone surrogate is counted as three; it cannot be written.
  public static long length(String text) {
    long size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        size += 1;
      } else if (c < 0x800) {
        size += 2;
      } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        size += 4;
        i++;
      } else {
        size += 3;
      }
    }
    return size;
  }
}
