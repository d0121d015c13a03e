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
        List.of(MailRow.encodeAll(first), MailRow.encodeAll(second)));

    List<HistoryEvent> all = new ArrayList<>(first);
    all.addAll(second);
    assertThat(written(List.of(rows))).isEqualTo(encoded(all));
  }

  @Test
  void partsHoldEverythingInOrderAndAreNoLargerThanAskedFor() {
    List<byte[]> stored = new ArrayList<>();
    List<HistoryEvent> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      HistoryEvent event = raised("event " + i);
      all.add(event);
      stored.add(MailRow.encodeAll(List.of(event)));
    }

    List<HistoryRows> parts = new HistoryRows(stored).parts(200);

    assertThat(parts).hasSizeGreaterThan(10).allMatch(part -> part.bytes() <= 200);
    assertThat(written(parts)).isEqualTo(encoded(all));
  }

  @Test
  void aRowLargerThanAPartIsAPartOfItsOwn() {
    byte[] large = MailRow.encodeAll(List.of(raised("x".repeat(1000))));
    byte[] small = MailRow.encodeAll(List.of(raised("y")));

    assertThat(new HistoryRows(List.of(small, large, small)).parts(100)).hasSize(3);
  }

  private static HistoryEvent raised(String name) {
    return HistoryEvent.of(TIME, new EventBody.EventRaised(name, "1"));
  }

  private static byte[] written(List<HistoryRows> parts) {
    WireWriter writer = new WireWriter();
    parts.forEach(part -> part.write(3, writer));
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
