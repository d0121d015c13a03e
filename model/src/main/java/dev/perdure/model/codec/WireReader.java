package dev.perdure.model.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads the wire format of protocol buffers from an array, or from a part of one. A message is
/// read field by field:
///
/// ```java
/// while (reader.next()) {
///   switch (reader.field()) {
///     case 1 -> name = reader.readString();
///     default -> reader.skip();
///   }
/// }
/// ```
///
/// Whatever the bytes are, the outcome is a value or a [CodecException]. No claim in the bytes is
/// believed before it is checked against their number, so nothing large is allocated for a small
/// input. Where a field comes twice, the last one should win, which assigning in a loop does.
/// Fields with a wire type that the protocol does not use (groups) are refused even if unknown.
///
/// Not for use by several threads.
public final class WireReader {

  /// How deep messages may be nested below the outermost one. Other implementations refuse more
  /// than this, too.
  public static final int MAX_DEPTH = 100;

  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] bytes;
  private int position;
  private int limit;
  private int depth;
  private int field;
  private int wireType;

  /// Reads all of an array.
  public WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /// Reads a part of an array.
  ///
  /// @throws IndexOutOfBoundsException if the array has no such part
  public WireReader(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.position = offset;
    this.limit = offset + length;
  }

  /// The index in the array of the next byte to read.
  public int position() {
    return position;
  }

  /// The number of bytes left in the present message.
  public int remaining() {
    return limit - position;
  }

  /// Goes on to the next field of the present message, or returns false at its end. The field's
  /// value must be read or skipped before the next call.
  public boolean next() {
    if (position >= limit) {
      return false;
    }
    int start = position;
    long tag = readVarint();
    wireType = (int) tag & 7;
    field = (int) (tag >>> 3);
    if (tag >>> 32 != 0 || field == 0) {
      throw new CodecException("Expected a field's number, but got " + (tag >>> 3), start);
    }
    return true;
  }

  /// The number of the present field.
  public int field() {
    return field;
  }

  /// Passes over the value of the present field.
  public void skip() {
    switch (wireType) {
      case WireWriter.VARINT -> readVarint();
      case WireWriter.FIXED64 -> advance(Long.BYTES);
      case WireWriter.LENGTH_DELIMITED -> advance(readLength());
      case WireWriter.FIXED32 -> advance(Integer.BYTES);
      default -> throw failure("a wire type of 0, 1, 2 or 5 for field " + field, "got " + wireType);
    }
  }

  /// Reads one byte as a number from 0 to 255, such as a version before the fields of a row.
  public int readByte() {
    return bytes[advance(1)] & 0xFF;
  }

  /// Reads a number that has no tag.
  public long readVarint() {
    if (position < limit && bytes[position] >= 0) {
      return bytes[position++];
    }
    return readLongVarint();
  }

  /// Reads an `int32`.
  public int readInt32() {
    return (int) readInt64();
  }

  /// Reads an `int64`.
  public long readInt64() {
    expect(WireWriter.VARINT);
    return readVarint();
  }

  /// Reads a `bool`.
  public boolean readBool() {
    return readInt64() != 0;
  }

  /// Reads a `double`.
  public double readDouble() {
    expect(WireWriter.FIXED64);
    int start = advance(Double.BYTES);
    long bits = 0;
    for (int i = 0; i < Double.BYTES; i++) {
      bits |= (bytes[start + i] & 0xFFL) << (8 * i);
    }
    return Double.longBitsToDouble(bits);
  }

  /// Reads a `string`. Bytes that are not UTF-8 are refused rather than replaced.
  public String readString() {
    expect(WireWriter.LENGTH_DELIMITED);
    int length = readLength();
    int start = advance(length);
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      checkUtf8(start, length);
    }
    return text;
  }

  /// Reads `bytes`.
  public byte[] readBytes() {
    expect(WireWriter.LENGTH_DELIMITED);
    int length = readLength();
    int start = advance(length);
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  /// Reads a `google.protobuf.StringValue`.
  public String readStringValue() {
    int outer = enter();
    String value = "";
    while (next()) {
      if (field == 1) {
        value = readString();
      } else {
        skip();
      }
    }
    leave(outer);
    return value;
  }

  /// Reads a `google.protobuf.Timestamp`.
  public Instant readTimestamp() {
    int start = position;
    int outer = enter();
    long seconds = 0;
    int nanos = 0;
    while (next()) {
      switch (field) {
        case 1 -> seconds = readInt64();
        case 2 -> nanos = readInt32();
        default -> skip();
      }
    }
    leave(outer);
    if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()
        || nanos < 0 || nanos > 999_999_999) {
      throw new CodecException("Expected a timestamp, but got " + seconds + " seconds and " + nanos
          + " nanoseconds", start);
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /// Reads one entry of a `map<string, string>`, which comes as a field of its own, into the map.
  public void readStringEntry(Map<String, String> into) {
    int outer = enter();
    String key = "";
    String value = "";
    while (next()) {
      switch (field) {
        case 1 -> key = readString();
        case 2 -> value = readString();
        default -> skip();
      }
    }
    leave(outer);
    into.put(key, value);
  }

  /// Reads a `repeated int32` into the list, be it packed or one field for each number.
  public void readInt32s(List<Integer> into) {
    if (wireType == WireWriter.VARINT) {
      into.add(readInt32());
      return;
    }
    int outer = enter();
    while (position < limit) {
      into.add((int) readVarint());
    }
    leave(outer);
  }

  /// Enters the nested message of the present field; read its fields and then call [#leave] with
  /// what this returns.
  public int enter() {
    expect(WireWriter.LENGTH_DELIMITED);
    return enterPrefixed();
  }

  /// Enters a message that has no tag and is preceded by its length.
  public int enterPrefixed() {
    if (depth >= MAX_DEPTH) {
      throw failure("at most " + MAX_DEPTH + " nested messages", "there are more");
    }
    int length = readLength();
    int outer = limit;
    depth++;
    limit = position + length;
    return outer;
  }

  /// Leaves a nested message, passing over what has not been read of it.
  public void leave(int outer) {
    position = limit;
    limit = outer;
    depth--;
  }

  /// Copies what is left of the present message.
  public void copyRemaining(WireWriter writer) {
    writer.writeRaw(bytes, position, limit - position);
    position = limit;
  }

  /// The exception that says at which byte something else was expected.
  public CodecException failure(String expected, String found) {
    return new CodecException("Expected " + expected + ", but " + found, position);
  }

  private void expect(int expected) {
    if (wireType != expected) {
      throw failure("wire type " + expected + " for field " + field, "got " + wireType);
    }
  }

  private int readLength() {
    long length = readVarint();
    if (length < 0 || length > limit - position) {
      throw failure("a length of at most " + (limit - position), "got " + length);
    }
    return (int) length;
  }

  private int advance(int count) {
    int start = position;
    if (count > limit - start) {
      throw failure("more bytes", (limit - start) + " of " + count + " are left");
    }
    position = start + count;
    return start;
  }

  private long readLongVarint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte next = bytes[advance(1)];
      value |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        if (i == MAX_VARINT_BYTES - 1 && next > 1) {
          break;
        }
        return value;
      }
    }
    throw failure("a number of at most 64 bits", "it is longer");
  }

  private void checkUtf8(int start, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
    } catch (CharacterCodingException e) {
      throw new CodecException("Expected UTF-8, but got other bytes", start);
    }
  }
}
