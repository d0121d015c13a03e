package dev.perdure.runtime.rows;

import dev.perdure.model.FunctionRef;
import dev.perdure.model.codec.CodecException;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import org.jspecify.annotations.Nullable;

/// What the codecs of all rows share: the version byte in front, and the small records inside.
final class RowCodec {

  /// The version that this release writes in front of every row.
  private static final int VERSION = 1;

  private RowCodec() {}

  static WireWriter begin() {
    return begin(128);
  }

  static WireWriter begin(int capacity) {
    WireWriter writer = new WireWriter(capacity);
    writer.writeByte(VERSION);
    return writer;
  }

  /// A reader behind the version byte.
  ///
  /// @throws CodecException if the row was written by a release that this one cannot read
  static WireReader open(byte[] row) {
    WireReader reader = new WireReader(row);
    int version = reader.readByte();
    if (version != VERSION) {
      throw reader.failure("a row of version " + VERSION, "version " + version);
    }
    return reader;
  }

  static void writeFunction(int field, FunctionRef function, WireWriter writer) {
    int mark = writer.begin(field);
    writer.writeString(1, function.name());
    writer.writeStringValue(2, function.version());
    writer.end(mark);
  }

  static FunctionRef readFunction(WireReader reader) {
    String name = "";
    @Nullable
    String version = null;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.readString();
        case 2 -> version = reader.readStringValue();
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return new FunctionRef(name, version);
  }
}
