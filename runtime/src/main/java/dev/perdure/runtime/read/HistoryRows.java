package dev.perdure.runtime.read;

import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.runtime.rows.MailRow;
import java.util.ArrayList;
import java.util.List;

/// The history of an execution, or a part of it, in the bytes in which it is stored. They are what
/// goes over the wire, so that nothing is decoded on the way from one to the other.
public final class HistoryRows {
  private final List<byte[]> rows;
  private final long bytes;

  HistoryRows(List<byte[]> rows) {
    this.rows = rows;
    long sum = 0;
    for (byte[] row : rows) {
      sum += row.length;
    }
    this.bytes = sum;
  }

  /// About how many bytes it takes.
  public long bytes() {
    return bytes;
  }

  /// Writes all events, oldest first, as a repeated field.
  public void write(int field, WireWriter writer) {
    for (byte[] row : rows) {
      HistoryEventCodec.writeRepeated(field, MailRow.open(row), writer);
    }
  }

  /// Cuts it into parts of about the given size, each with at least one row.
  public List<HistoryRows> parts(int bytesEach) {
    List<HistoryRows> parts = new ArrayList<>();
    List<byte[]> part = new ArrayList<>();
    long size = 0;
    for (byte[] row : rows) {
      if (!part.isEmpty() && size + row.length > bytesEach) {
        parts.add(new HistoryRows(List.copyOf(part)));
        part.clear();
        size = 0;
      }
      part.add(row);
      size += row.length;
    }
    if (!part.isEmpty()) {
      parts.add(new HistoryRows(List.copyOf(part)));
    }
    return parts;
  }
}
