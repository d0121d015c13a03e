package dev.perdure.runtime.read;

import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events of a history that follow on each other.
///
/// @param events the events
/// @param next where the next piece begins
public record HistoryPiece(HistoryRows events, HistoryPlace next) {

  /// Reads the events from a place on that fit into the given number of bytes, but one at least if
  /// there is one. All events of a turn are one row, so rows are cut, too.
  ///
  /// @return null if the execution has been replaced or removed
  public static @Nullable HistoryPiece read(Reads rows, HistoryPlace place, int bytes) {
    Cut cut = new Cut(place, bytes);
    byte[] end = Keys.after(Keys.historyPrefix(place.execution()));
    try (Cursor cursor = rows.scan(Keys.history(place.execution(), place.row()), end)) {
      while (!cut.full && cut.row < place.rows()) {
        if (!cursor.next()) {
          return null;
        }
        cut.add(cursor.value());
      }
    }
    return new HistoryPiece(
        new HistoryRows(cut.spans),
        new HistoryPlace(place.execution(), place.rows(), cut.row, cut.offset));
  }

  /// A piece that grows row by row.
  private static final class Cut {
    private final List<HistoryRows.Span> spans = new ArrayList<>();
    private final int bytes;
    private int row;
    private int offset;
    private long size;
    private boolean full;

    Cut(HistoryPlace place, int bytes) {
      this.bytes = bytes;
      this.row = place.row();
      this.offset = place.offset();
    }

    void add(byte[] stored) {
      int begin = offset == 0 ? MailRow.open(stored).position() : offset;
      WireReader reader = new WireReader(stored, begin, stored.length - begin);
      int end = begin;
      while (!full && reader.remaining() > 0) {
        HistoryEventCodec.skip(reader);
        // On the wire each event has a tag of one byte before it.
        long larger = size + reader.position() - end + 1;
        full = size > 0 && larger > bytes;
        if (!full) {
          size = larger;
          end = reader.position();
        }
      }
      if (end > begin) {
        spans.add(new HistoryRows.Span(stored, begin, end - begin));
      }
      offset = full ? end : 0;
      row += full ? 0 : 1;
    }
  }
}
