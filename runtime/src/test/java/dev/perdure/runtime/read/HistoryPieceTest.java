package dev.perdure.runtime.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistoryPieceTest {
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.080910Z");
  private static final ExecutionKey EXECUTION = new ExecutionKey("i", "e");
  private static final int BYTES = 200;

  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk());
  private final PartitionStore partition = store.open(0);
  private final List<HistoryEvent> all = new ArrayList<>();
  private int rows;

  @Test
  void smallRowsShareAPiece() {
    for (int i = 0; i < 100; i++) {
      put(raised("event " + i));
    }

    List<byte[]> pieces = pieces();

    assertThat(pieces).hasSizeBetween(10, 50).allMatch(piece -> piece.length <= BYTES);
    assertThat(events(pieces)).isEqualTo(all);
  }

  @Test
  void aLargeRowIsCutBetweenItsEvents() {
    List<HistoryEvent> turn = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      turn.add(raised("event " + i));
    }
    put(raised("before"));
    put(turn.toArray(HistoryEvent[]::new));
    put(raised("after"));

    List<byte[]> pieces = pieces();

    assertThat(pieces).hasSizeBetween(10, 50).allMatch(piece -> piece.length <= BYTES);
    assertThat(events(pieces)).isEqualTo(all);
  }

  @Test
  void anEventLargerThanAPieceIsAPieceOfItsOwn() {
    put(raised("a"), raised("x".repeat(1000)), raised("y".repeat(2000)), raised("b"), raised("c"));

    assertThat(pieces()).extracting(piece -> events(List.of(piece)).size())
        .containsExactly(1, 1, 1, 2);
  }

  @Test
  void whateverTheSizesAreNothingIsLostAndPiecesAreFull() {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      HistoryEvent[] turn = new HistoryEvent[random.nextInt(8)];
      for (int j = 0; j < turn.length; j++) {
        turn[j] = raised("n".repeat(random.nextInt(random.nextInt(10) == 0 ? 400 : 40)));
      }
      put(turn);
    }

    List<byte[]> pieces = pieces();

    assertThat(events(pieces)).isEqualTo(all);
    for (int i = 0; i < pieces.size() - 1; i++) {
      List<HistoryEvent> piece = events(List.of(pieces.get(i)));
      assertThat(pieces.get(i).length <= BYTES || piece.size() == 1).isTrue();
      HistoryEvent first = events(List.of(pieces.get(i + 1))).get(0);
      assertThat(pieces.get(i).length + encoded(first)).isGreaterThan(BYTES);
    }
  }

  @Test
  void whatIsAddedAfterTheBeginningIsNotRead() {
    put(raised("a"));
    HistoryPlace beginning = new HistoryPlace(EXECUTION, rows, 0, 0);
    put(raised("b"));

    HistoryPiece piece = piece(beginning);

    assertThat(piece.next().atEnd()).isTrue();
    assertThat(events(List.of(written(piece)))).containsExactly(all.get(0));
  }

  @Test
  void thereIsNoPieceOfAnExecutionThatHasBeenRemoved() {
    for (int i = 0; i < 100; i++) {
      put(raised("event " + i));
    }
    HistoryPlace beginning = new HistoryPlace(EXECUTION, rows, 0, 0);
    HistoryPlace middle = piece(beginning).next();
    BatchDraft removal = new BatchDraft();
    removal.deleteAll(Keys.historyPrefix(EXECUTION));
    commit(removal);

    assertThat(HistoryPiece.read(store.reads(0), beginning, BYTES)).isNull();
    assertThat(HistoryPiece.read(store.reads(0), middle, BYTES)).isNull();
  }

  private List<byte[]> pieces() {
    List<byte[]> pieces = new ArrayList<>();
    HistoryPlace place = new HistoryPlace(EXECUTION, rows, 0, 0);
    while (!place.atEnd()) {
      HistoryPiece piece = piece(place);
      pieces.add(written(piece));
      place = piece.next();
    }
    return pieces;
  }

  private HistoryPiece piece(HistoryPlace place) {
    return Objects.requireNonNull(HistoryPiece.read(store.reads(0), place, BYTES));
  }

  private void put(HistoryEvent... turn) {
    all.addAll(List.of(turn));
    BatchDraft draft = new BatchDraft();
    draft.put(Keys.history(EXECUTION, rows), MailRow.encodeAll(List.of(turn)));
    rows++;
    commit(draft);
  }

  private void commit(BatchDraft draft) {
    store.commit(List.of(new Batch(0, partition.epoch(), draft.writes())));
  }

  private static HistoryEvent raised(String name) {
    return HistoryEvent.of(TIME, new EventBody.EventRaised(name, "1"));
  }

  private static byte[] written(HistoryPiece piece) {
    WireWriter writer = new WireWriter();
    piece.events().write(1, writer);
    return writer.toByteArray();
  }

  private static int encoded(HistoryEvent event) {
    WireWriter writer = new WireWriter();
    int mark = writer.begin(1);
    HistoryEventCodec.encode(event, writer);
    writer.end(mark);
    return writer.toByteArray().length;
  }

  private static List<HistoryEvent> events(List<byte[]> pieces) {
    List<HistoryEvent> events = new ArrayList<>();
    for (byte[] piece : pieces) {
      WireReader reader = new WireReader(piece);
      while (reader.next()) {
        int outer = reader.enter();
        events.add(HistoryEventCodec.decode(reader));
        reader.leave(outer);
      }
    }
    return events;
  }
}
