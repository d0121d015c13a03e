package dev.perdure.runtime.rows;

import dev.perdure.model.HistoryEvent;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import java.util.List;

/// History events as bytes: one for a mail, many for a row of history.
public final class MailRow {
  private MailRow() {}

  /// Encodes a mail.
  public static byte[] encode(HistoryEvent event) {
    WireWriter writer = RowCodec.begin();
    HistoryEventCodec.encode(event, writer);
    return writer.toByteArray();
  }

  /// Decodes a mail.
  public static HistoryEvent decode(byte[] row) {
    return HistoryEventCodec.decode(RowCodec.open(row));
  }

  /// Encodes a row of history.
  public static byte[] encodeAll(List<HistoryEvent> events) {
    WireWriter writer = RowCodec.begin(64 * events.size() + 1);
    HistoryEventCodec.encodeAll(events, writer);
    return writer.toByteArray();
  }

  /// The events of a row of history as bytes, each behind its length.
  public static WireReader open(byte[] row) {
    return RowCodec.open(row);
  }

  /// Decodes a row of history.
  public static List<HistoryEvent> decodeAll(byte[] row) {
    WireReader reader = RowCodec.open(row);
    return HistoryEventCodec.decodeAll(reader);
  }
}
