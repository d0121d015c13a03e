package dev.perdure.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RoundTripTest {
  private static final int ROUNDS = 20_000;

  @Test
  void everyKindHasASample() {
    assertThat(Samples.events().values())
        .extracting(event -> event.body().getClass().getSimpleName())
        .hasSameElementsAs(names(EventBody.class));
    assertThat(Samples.actions().keySet()).containsExactlyInAnyOrderElementsOf(names(Action.class));
  }

  @Test
  void eventsSurviveWithAndWithoutAllThatMayBeAbsent() {
    for (HistoryEvent full : Samples.events().values()) {
      for (HistoryEvent event : Variants.of(full)) {
        assertSurvives(event);
      }
    }
  }

  @Test
  void actionsSurviveWithAndWithoutAllThatMayBeAbsent() {
    for (Action full : Samples.actions().values()) {
      for (Action action : Variants.of(full)) {
        assertSurvives(action);
      }
    }
  }

  @Test
  void randomEventsSurvive() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      assertSurvives(new RandomRecords(seed).event());
    }
  }

  @Test
  void randomActionsSurvive() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      assertSurvives(new RandomRecords(seed).action());
    }
  }

  @Test
  void rowsSurviveAndAreCountedSkippedAndPutOnTheWire() {
    WireWriter writer = new WireWriter();
    for (int seed = 0; seed < 2_000; seed++) {
      RandomRecords random = new RandomRecords(seed);
      List<HistoryEvent> events = random.some(random::event);
      writer.clear();
      HistoryEventCodec.encodeAll(events, writer);
      byte[] row = writer.toByteArray();

      assertThat(HistoryEventCodec.decodeAll(new WireReader(row))).isEqualTo(events);
      assertThat(HistoryEventCodec.count(new WireReader(row))).isEqualTo(events.size());
      if (!events.isEmpty()) {
        WireReader rest = new WireReader(row);
        HistoryEventCodec.skip(rest);
        assertThat(HistoryEventCodec.decodeAll(rest)).isEqualTo(events.subList(1, events.size()));
      }
      assertThat(onTheWire(row)).isEqualTo(fieldByField(events));
    }
  }

  @Test
  void whatAForeignWriterLeavesOutIsEmpty() {
    assertThat(HistoryEventCodec.decode(new byte[]{0x42, 0})).isEqualTo(new HistoryEvent(
        0, Instant.EPOCH, new EventBody.TaskFailed(0, FailureDetails.of("", ""))));
    assertThat(HistoryEventCodec.decode(new byte[]{0x1A, 0}).body())
        .isEqualTo(new EventBody.ExecutionStarted(new ExecutionKey("", ""),
            new FunctionRef("", null), null, null, null, null, Map.of()));
    assertThat(HistoryEventCodec.decode(new byte[]{0x6A, 0}).body())
        .isEqualTo(new EventBody.TimerFired(0, Instant.EPOCH));
  }

  @Test
  void aCompletionThatWouldBeReadAsContinueAsNewIsRefused() {
    var completion = new Action.CompleteOrchestration(
        0, OrchestrationStatus.CONTINUED_AS_NEW, null, null, List.of());

    assertThatThrownBy(() -> ActionCodec.encode(completion))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("CONTINUED_AS_NEW");
  }

  private static byte[] onTheWire(byte[] row) {
    WireWriter writer = new WireWriter(0);
    HistoryEventCodec.writeRepeated(3, new WireReader(row), writer);
    return writer.toByteArray();
  }

  private static byte[] fieldByField(List<HistoryEvent> events) {
    WireWriter writer = new WireWriter();
    for (HistoryEvent event : events) {
      int mark = writer.begin(3);
      HistoryEventCodec.encode(event, writer);
      writer.end(mark);
    }
    return writer.toByteArray();
  }

  private static void assertSurvives(HistoryEvent event) {
    byte[] bytes = HistoryEventCodec.encode(event);
    HistoryEvent decoded = HistoryEventCodec.decode(bytes);
    assertThat(decoded).isEqualTo(event);
    assertThat(HistoryEventCodec.encode(decoded)).isEqualTo(bytes);
  }

  private static void assertSurvives(Action action) {
    byte[] bytes = ActionCodec.encode(action);
    Action decoded = ActionCodec.decode(bytes);
    assertThat(decoded).isEqualTo(action);
    assertThat(ActionCodec.encode(decoded)).isEqualTo(bytes);
  }

  private static List<String> names(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses()).map(Class::getSimpleName).toList();
  }
}
