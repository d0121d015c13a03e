package dev.perdure.model.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The protocol's loosely typed values, `google.protobuf.Value`: null, `Boolean`, `Double`,
/// `String`, `List` and `Map`. All numbers become `Double`, since the protocol has no other.
final class PropertyValue {
  private static final int NULL = 1;
  private static final int NUMBER = 2;
  private static final int STRING = 3;
  private static final int BOOL = 4;
  private static final int STRUCT = 5;
  private static final int LIST = 6;

  private static final String TOO_DEEP = "(nested too deeply to be kept)";

  private PropertyValue() {}

  /// Writes a `map<string, Value>`, sorted by key.
  ///
  /// @param depthLeft how many containers may still be nested within
  static void writeEntries(
      int field, Map<String, @Nullable Object> map, int depthLeft, WireWriter writer) {
    for (var entry : WireWriter.sorted(map).entrySet()) {
      int mark = writer.begin(field);
      writer.writePresentString(1, entry.getKey());
      writeValue(2, entry.getValue(), depthLeft, writer);
      writer.end(mark);
    }
  }

  /// Reads one entry of a `map<string, Value>`.
  static void readEntry(WireReader reader, Map<String, @Nullable Object> into) {
    int outer = reader.enter();
    String key = "";
    Object value = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.readString();
        case 2 -> value = readValue(reader);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    into.put(key, value);
  }

  private static void writeValue(
      int field, @Nullable Object value, int depthLeft, WireWriter writer) {
    int mark = writer.begin(field);
    switch (value) {
      case null -> writePresentVarint(NULL, 0, writer);
      case Number number -> writer.writePresentDouble(NUMBER, number.doubleValue());
      case String text -> writer.writePresentString(STRING, text);
      case Boolean truth -> writePresentVarint(BOOL, truth ? 1 : 0, writer);
      case Map<?, ?> map -> writeMap(map, depthLeft, writer);
      case List<?> list -> writeList(list, depthLeft, writer);
      default -> throw new IllegalArgumentException("Expected a failure's property of a type that"
          + " FailureDetails allows, but got " + value.getClass().getName());
    }
    writer.end(mark);
  }

  private static void writeMap(Map<?, ?> map, int depthLeft, WireWriter writer) {
    if (depthLeft == 0) {
      writer.writePresentString(STRING, TOO_DEEP);
      return;
    }
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    map.forEach((key, value) -> entries.put((String) key, value));
    int mark = writer.begin(STRUCT);
    writeEntries(1, entries, depthLeft - 1, writer);
    writer.end(mark);
  }

  private static void writeList(List<?> list, int depthLeft, WireWriter writer) {
    if (depthLeft == 0) {
      writer.writePresentString(STRING, TOO_DEEP);
      return;
    }
    int mark = writer.begin(LIST);
    for (Object element : list) {
      writeValue(1, element, depthLeft - 1, writer);
    }
    writer.end(mark);
  }

  private static void writePresentVarint(int field, int value, WireWriter writer) {
    writer.writeTag(field, WireWriter.VARINT);
    writer.writeVarint(value);
  }

  private static @Nullable Object readValue(WireReader reader) {
    Object value = null;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case NULL -> {
          reader.readInt32();
          value = null;
        }
        case NUMBER -> value = reader.readDouble();
        case STRING -> value = reader.readString();
        case BOOL -> value = reader.readBool();
        case STRUCT -> value = readMap(reader);
        case LIST -> value = readList(reader);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return value;
  }

  private static Map<String, @Nullable Object> readMap(WireReader reader) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    int outer = reader.enter();
    while (reader.next()) {
      if (reader.field() == 1) {
        readEntry(reader, map);
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
    return Collections.unmodifiableMap(map);
  }

  private static List<@Nullable Object> readList(WireReader reader) {
    List<@Nullable Object> list = new ArrayList<>();
    int outer = reader.enter();
    while (reader.next()) {
      if (reader.field() == 1) {
        list.add(readValue(reader));
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
    return Collections.unmodifiableList(list);
  }
}
