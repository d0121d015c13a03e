package dev.perdure.runtime.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.runtime.rows.MailRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistoryRowsTest {
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.080910Z");

  @Test
  void rowsAreWrittenAsIfTheirEventsWereEncodedOneByOne() {
    List<HistoryEvent> first = List.of(raised("a"), raised("b"));
    List<HistoryEvent> second = List.of(raised("c"));

    HistoryRows rows = new HistoryRows(
        List.of(
            HistoryRows.Span.all(MailRow.encodeAll(first)),
            HistoryRows.Span.all(MailRow.encodeAll(second))));

    List<HistoryEvent> all = new ArrayList<>(first);
    all.addAll(second);
    assertThat(written(rows)).isEqualTo(encoded(all));
  }

  private static HistoryEvent raised(String name) {
    return HistoryEvent.of(TIME, new EventBody.EventRaised(name, "1"));
  }

  private static byte[] written(HistoryRows rows) {
    WireWriter writer = new WireWriter();
    rows.write(3, writer);
    return writer.toByteArray();
  }

  private static byte[] encoded(List<HistoryEvent> events) {
    WireWriter writer = new WireWriter();
    for (HistoryEvent event : events) {
      int mark = writer.begin(3);
      HistoryEventCodec.encode(event, writer);
      writer.end(mark);
    }
    return writer.toByteArray();
  }
}
