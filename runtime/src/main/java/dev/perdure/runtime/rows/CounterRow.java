package dev.perdure.runtime.rows;

import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;

/// A counter as bytes.
public final class CounterRow {
  private CounterRow() {}

  /// Encodes the counter.
  public static byte[] encode(long value) {
    WireWriter writer = RowCodec.begin(12);
    writer.writeInt64(1, value);
    return writer.toByteArray();
  }

  /// Decodes a counter.
  public static long decode(byte[] row) {
    long value = 0;
    WireReader reader = RowCodec.open(row);
    while (reader.next()) {
      if (reader.field() == 1) {
        value = reader.readInt64();
      } else {
        reader.skip();
      }
    }
    return value;
  }
}
