package dev.perdure.runtime.read;

import dev.perdure.model.HistoryEvent;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.runtime.rows.MailRow;
import java.util.ArrayList;
import java.util.List;

/// The history of an execution, or a part of it, in the bytes in which it is stored. They are what
/// goes over the wire, so that nothing is decoded on the way from one to the other.
public final class HistoryRows {
  private final List<Span> spans;
  private final long bytes;

  HistoryRows(List<Span> spans) {
    this.spans = List.copyOf(spans);
    long sum = 0;
    for (Span span : spans) {
      sum += span.length;
    }
    this.bytes = sum;
  }

  /// About how many bytes it takes.
  public long bytes() {
    return bytes;
  }

  /// All events, oldest first.
  public List<HistoryEvent> events() {
    List<HistoryEvent> events = new ArrayList<>();
    for (Span span : spans) {
      events.addAll(
          HistoryEventCodec.decodeAll(new WireReader(span.row, span.begin, span.length)));
    }
    return events;
  }

  /// Writes all events, oldest first, as a repeated field.
  public void write(int field, WireWriter writer) {
    for (Span span : spans) {
      HistoryEventCodec.writeRepeated(
          field, new WireReader(span.row, span.begin, span.length), writer);
    }
  }

  /// Events of a row that follow on each other.
  static final class Span {
    private final byte[] row;
    private final int begin;
    private final int length;

    Span(byte[] row, int begin, int length) {
      this.row = row;
      this.begin = begin;
      this.length = length;
    }

    /// All events of a row.
    static Span all(byte[] row) {
      WireReader reader = MailRow.open(row);
      return new Span(row, reader.position(), reader.remaining());
    }
  }
}
