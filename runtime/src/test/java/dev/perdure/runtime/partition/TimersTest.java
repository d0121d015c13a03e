package dev.perdure.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.OpenTask;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimersTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk());
  private final PartitionStore rows = store.open(0);
  private final Timers timers = new Timers(rows);

  @Test
  void timersFireInTheOrderInWhichTheyAreDue() {
    store("a", timer(1, 5));
    store("b", timer(2, 3));
    open(NOON);
    add("c", timer(3, 4), 1, 0);

    assertThat(due(NOON.plusSeconds(2))).isEmpty();
    assertThat(due(NOON.plusSeconds(4))).containsExactly("b2", "c3");
    assertThat(due(NOON.plusSeconds(9))).containsExactly("a1");
    assertThat(due(NOON.plusSeconds(9))).isEmpty();
  }

  @Test
  void aTimerFiresOnceAlthoughStoreAndMemoryKnowIt() {
    store("a", timer(1, 900));
    open(NOON);
    add("a", timer(1, 900), 1, 0);

    assertThat(due(NOON.plusSeconds(900))).containsExactly("a1");
  }

  @Test
  void aTimerBeyondTheHorizonFiresBeforeItsBatchIsDurable() {
    open(NOON);
    add("a", timer(1, 700), 1, 0);

    assertThat(due(NOON.plusSeconds(699))).isEmpty();
    assertThat(due(NOON.plusSeconds(700))).containsExactly("a1");
  }

  @Test
  void aTimerBeyondTheHorizonIsLeftToTheStoreOnceItIsDurable() {
    open(NOON);
    add("a", timer(1, 700), 1, 0);
    store("a", timer(1, 700));
    add("b", timer(2, 7_000), 2, 1);

    assertThat(due(NOON.plusSeconds(700))).containsExactly("a1");
    assertThat(due(NOON.plusSeconds(7_000))).containsExactly("b2");
  }

  @Test
  void timersAtTheHorizonFireOnce() {
    Instant horizon = NOON.plus(10, ChronoUnit.MINUTES);
    open(NOON);
    for (int i = -2; i <= 2; i++) {
      OpenTask.OpenTimer timer = new OpenTask.OpenTimer(i, 0, horizon.plusNanos(i * 400L));
      store("a", timer);
      add("a", timer, 1, 0);
    }

    assertThat(due(horizon.minus(1, ChronoUnit.MICROS))).isEmpty();
    assertThat(due(horizon.plus(1, ChronoUnit.MICROS)))
        .containsExactlyInAnyOrder("a-2", "a-1", "a0", "a1", "a2");
    assertThat(due(horizon.plusSeconds(3_600))).isEmpty();
  }

  @Test
  void aTimerNeverFiresBeforeAFractionOfAMicrosecond() {
    open(NOON);
    add("a", new OpenTask.OpenTimer(1, 0, NOON.plusNanos(1)), 1, 0);

    assertThat(due(NOON)).isEmpty();
    assertThat(due(NOON.plusNanos(1_000))).containsExactly("a1");
  }

  @Test
  void aClosedTimerIsForgotten() {
    open(NOON);
    OpenTask.OpenTimer timer = new OpenTask.OpenTimer(1, 0, NOON.plusNanos(1));
    add("a", timer, 1, 0);

    timers.remove("a", timer);

    assertThat(due(NOON.plusSeconds(1))).isEmpty();
  }

  @Test
  void aLeapOfTheClockMissesNoTimer() {
    open(NOON);
    store("a", timer(1, 5));
    add("a", timer(1, 5), 1, 0);
    store("b", timer(2, 86_400));
    add("b", timer(2, 86_400), 1, 0);

    assertThat(due(NOON.plus(2, ChronoUnit.DAYS))).containsExactly("a1", "b2");
  }

  @Test
  void theEndsOfTimeDoNoHarm() {
    open(NOON);
    for (Instant end : List.of(Instant.MIN, Instant.MAX)) {
      OpenTask.OpenTimer timer = new OpenTask.OpenTimer(end.isAfter(NOON) ? 1 : 0, 0, end);
      store("a", timer);
      add("a", timer, 1, 0);
    }

    assertThat(due(NOON)).containsExactly("a0");
    assertThat(timers.nanosUntilNext(NOON)).isPositive();
  }

  @Test
  void thePauseLastsUntilTheNextTimer() {
    open(NOON);
    add("a", timer(1, 5), 1, 0);

    assertThat(timers.nanosUntilNext(NOON))
        .isBetween(Duration.ofSeconds(5).toNanos(), Duration.ofMillis(5_001).toNanos());
  }

  @Test
  void theClockIsLookedAtEveryMinuteSinceSomebodyMaySetIt() {
    open(NOON);

    assertThat(timers.nanosUntilNext(NOON)).isEqualTo(Duration.ofMinutes(1).toNanos());
    assertThat(timers.nanosUntilNext(NOON.minus(Duration.ofHours(2))))
        .isEqualTo(Duration.ofMinutes(1).toNanos());
  }

  private void open(Instant now) {
    assertThat(due(now)).isEmpty();
  }

  private void add(String id, OpenTask.OpenTimer timer, long batch, long durable) {
    timers.add(id, timer, batch, durable);
  }

  private void store(String id, OpenTask.OpenTimer timer) {
    byte[] key = Keys.timer(timer.fireAt(), id, timer.sequence());
    store.commit(
        List.of(new Batch(0, rows.epoch(), List.of(new Write.Put(key, new byte[0])))));
  }

  private List<String> due(Instant now) {
    List<String> due = new ArrayList<>();
    for (Keys.TimerKey key = timers.pollDue(now); key != null; key = timers.pollDue(now)) {
      due.add(key.instanceId() + key.sequence());
    }
    return due;
  }

  private static OpenTask.OpenTimer timer(long sequence, long seconds) {
    return new OpenTask.OpenTimer(sequence, 0, NOON.plusSeconds(seconds));
  }
}
