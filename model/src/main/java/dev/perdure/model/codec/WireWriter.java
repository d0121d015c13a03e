package dev.perdure.model.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes the wire format of protocol buffers into an array that grows. Write fields in the order
/// of their numbers to get canonical bytes. As in the third version of the language, a plain field
/// that holds zero, false or the empty text is left out; a wrapped text ([#writeStringValue]) tells
/// absent from empty.
///
/// A text's lone surrogates, which UTF-8 cannot express, become `?` each; all other characters
/// survive, U+0000 and U+FEFF among them.
///
/// Not for use by several threads. One writer can serve any number of messages: see [#clear].
public final class WireWriter {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FIXED32 = 5;

  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;
  private static final int MAX_RETAINED = 1 << 20;
  private static final int MAX_VARINT_BYTES = 10;

  private byte[] bytes;
  private int size;

  /// Makes a writer with room for an ordinary event.
  public WireWriter() {
    this(512);
  }

  /// Makes a writer with room for the given number of bytes before it first grows.
  public WireWriter(int capacity) {
    bytes = new byte[Math.max(capacity, MAX_VARINT_BYTES)];
  }

  /// The number of bytes written so far.
  public int size() {
    return size;
  }

  /// A copy of what has been written.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /// Forgets what has been written, to begin anew. Room made for a rare giant is given back.
  public void clear() {
    size = 0;
    if (bytes.length > MAX_RETAINED) {
      bytes = new byte[MAX_RETAINED];
    }
  }

  /// Writes one byte: the low eight bits of the value, such as a version before the fields of a
  /// row.
  public void writeByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  /// Writes bytes as they are.
  public void writeRaw(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /// Writes a number without a tag in as few bytes as it needs; negative ones need ten.
  public void writeVarint(long value) {
    ensure(MAX_VARINT_BYTES);
    size = putVarint(value, size);
  }

  void writeTag(int field, int wireType) {
    writeVarint((long) field << 3 | wireType);
  }

  /// Writes an `int32` or an enumeration's number unless it is 0.
  public void writeInt32(int field, int value) {
    writeInt64(field, value);
  }

  /// Writes an `int64` unless it is 0.
  public void writeInt64(int field, long value) {
    if (value != 0) {
      writeTag(field, VARINT);
      writeVarint(value);
    }
  }

  /// Writes a `bool` unless it is false.
  public void writeBool(int field, boolean value) {
    writeInt64(field, value ? 1 : 0);
  }

  /// Writes a `string` unless it is empty.
  public void writeString(int field, String value) {
    if (!value.isEmpty()) {
      writePresentString(field, value);
    }
  }

  /// Writes `bytes` unless there are none.
  public void writeBytes(int field, byte[] value) {
    if (value.length > 0) {
      writePresentBytes(field, value);
    }
  }

  /// Writes a `google.protobuf.StringValue` unless the text is absent; an empty text is written.
  public void writeStringValue(int field, @Nullable String value) {
    if (value == null) {
      return;
    }
    writeTag(field, LENGTH_DELIMITED);
    if (value.isEmpty()) {
      writeByte(0);
      return;
    }
    byte[] utf8 = utf8(value);
    writeVarint(1 + varintSize(utf8.length) + utf8.length);
    writePresentBytes(1, utf8);
  }

  /// Writes a `google.protobuf.Timestamp` unless it is absent; the epoch is written.
  public void writeTimestamp(int field, @Nullable Instant value) {
    if (value != null) {
      int mark = begin(field);
      writeInt64(1, value.getEpochSecond());
      writeInt64(2, value.getNano());
      end(mark);
    }
  }

  /// Writes a `map<string, string>`, sorted by key so that equal maps give equal bytes.
  public void writeStringMap(int field, Map<String, String> map) {
    for (Map.Entry<String, String> entry : sorted(map).entrySet()) {
      int mark = begin(field);
      writePresentString(1, entry.getKey());
      writePresentString(2, entry.getValue());
      end(mark);
    }
  }

  /// Writes a packed `repeated int32` unless it is empty.
  public void writePackedInt32(int field, List<Integer> values) {
    if (!values.isEmpty()) {
      int mark = begin(field);
      values.forEach(this::writeVarint);
      end(mark);
    }
  }

  /// Begins a nested message; write its fields and then call [#end] with the mark that this
  /// returns.
  public int begin(int field) {
    writeTag(field, LENGTH_DELIMITED);
    return begin();
  }

  /// Begins a message that is preceded by its length alone.
  public int begin() {
    writeByte(0);
    return size;
  }

  /// Ends the nested message whose beginning returned the mark, and everything within it.
  public void end(int mark) {
    int length = size - mark;
    if (length < 0x80) {
      bytes[mark - 1] = (byte) length;
      return;
    }
    // The length was given one byte, which most messages need; moving the rest is cheaper than
    // encoding twice to know it beforehand.
    int more = varintSize(length) - 1;
    ensure(more);
    System.arraycopy(bytes, mark, bytes, mark + more, length);
    size += more;
    putVarint(length, mark - 1);
  }

  /// Writes a `string` even if it is empty: an element of a repeated field, a member of a choice,
  /// or a map's key or value.
  public void writePresentString(int field, String value) {
    writePresentBytes(field, utf8(value));
  }

  /// Writes `bytes` even if there are none, as for [#writePresentString].
  public void writePresentBytes(int field, byte[] value) {
    writeTag(field, LENGTH_DELIMITED);
    writeVarint(value.length);
    writeRaw(value, 0, value.length);
  }

  /// Writes a `double` whatever it is.
  void writePresentDouble(int field, double value) {
    writeTag(field, FIXED64);
    ensure(Double.BYTES);
    long bits = Double.doubleToLongBits(value);
    for (int i = 0; i < Double.BYTES; i++) {
      bytes[size++] = (byte) (bits >>> (8 * i));
    }
  }

  static <V extends @Nullable Object> Map<String, V> sorted(Map<String, V> map) {
    return map.size() < 2 ? map : new TreeMap<>(map);
  }

  private static byte[] utf8(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private int putVarint(long value, int start) {
    int at = start;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  private static int varintSize(int value) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  private void ensure(int more) {
    if (more > bytes.length - size) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) size + more;
    if (needed > MAX_SIZE) {
      throw new IllegalStateException(
          "Expected to write at most " + MAX_SIZE + " bytes, but needed " + needed);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_SIZE, Math.max(needed, 2L * bytes.length)));
  }
}
