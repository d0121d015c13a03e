package dev.perdure.runtime.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class KeysTest {

  /// Ids that would run into one another if keys were mere concatenations.
  private static final List<String> IDS = List.of(
      "a", "aa", "ab", "b", "a\u0001", "\u0001", "\u0001a", "é", "\uffff", "😀", "~",
      "a".repeat(100), "語".repeat(100), "a".repeat(2_000), "語".repeat(2_000));

  private static final List<Long> NUMBERS = List.of(
      Long.MIN_VALUE, -1L, 0L, 1L, 255L, 256L, 1L << 32, Long.MAX_VALUE);

  @Test
  void numbersAreInTheirOrder() {
    assertInOrder(NUMBERS, number -> Keys.mail("id", number));
    assertInOrder(NUMBERS, number -> Keys.outbox(3, number));
    assertInOrder(
        List.of(0, 1, 255, 256, 65_536, Integer.MAX_VALUE),
        row -> Keys.history(new ExecutionKey("id", "e"), row));
  }

  @Test
  void timersAreInTheOrderInWhichTheyAreDue() {
    List<Instant> times = List.of(
        Instant.MIN, Instant.parse("-9999-01-01T00:00:00Z"), Instant.EPOCH.minusNanos(1_000),
        Instant.EPOCH, Instant.EPOCH.plusNanos(1_000), Instant.parse("2026-01-01T00:00:00Z"),
        Instant.MAX);

    assertInOrder(times, time -> Keys.timer(time, "id", 1));
    assertInOrder(times, time -> Keys.byName("F", time, "id"));
    assertInOrder(times, Keys::timersFrom);
  }

  @Test
  void instantsAreRoundedUpToMicroseconds() {
    Instant noon = Instant.parse("2026-03-04T12:00:00Z");

    assertThat(Keys.micros(noon.plusNanos(1))).isEqualTo(Keys.micros(noon) + 1);
    assertThat(Keys.micros(noon.plusNanos(1_000))).isEqualTo(Keys.micros(noon) + 1);
    assertThat(Keys.TimerKey.of(noon.plusNanos(1), "id", 1).due())
        .isEqualTo(noon.plusNanos(1_000));
    assertThat(Keys.micros(Instant.EPOCH.minusNanos(1))).isZero();
    assertThat(Keys.micros(Instant.MAX)).isPositive();
    assertThat(Keys.micros(Instant.MIN)).isNegative();
  }

  @Test
  void whatIsInAKeyIsReadBack() {
    Instant noon = Instant.parse("2026-03-04T12:00:00.000001Z");
    for (String id : IDS) {
      for (long number : NUMBERS) {
        assertThat(Keys.leadingId(Keys.activity(id, number))).isEqualTo(id);
        assertThat(Keys.lastNumber(Keys.waiting(id, number))).isEqualTo(number);
        assertThat(Keys.timerKey(Keys.timer(noon, id, number)))
            .isEqualTo(new Keys.TimerKey(noon, id, number));
      }
      byte[] prefix = Keys.tagPrefix(id, id);
      byte[] entry = Keys.byTag(id, id, noon, id);
      assertThat(Keys.indexedTime(entry, prefix.length)).isEqualTo(Keys.micros(noon));
      assertThat(Keys.indexedId(entry, prefix.length)).isEqualTo(id);
      assertThat(Keys.at(prefix, Keys.micros(noon), id)).isEqualTo(entry);
    }
    assertThat(Keys.numberAt(Keys.outbox(70_000, 1), 1)).isEqualTo(70_000);
  }

  @Test
  void noIdEscapesItsPart() {
    for (String id : IDS) {
      for (String other : IDS) {
        boolean same = id.equals(other);
        assertWithin(Keys.mailPrefix(id), Keys.mail(other, 1), same);
        assertWithin(Keys.activityPrefix(id), Keys.activity(other, 1), same);
        assertWithin(Keys.waitingPrefix(id), Keys.waiting(other, 1), same);
        assertWithin(Keys.namePrefix(id), Keys.byName(other, Instant.EPOCH, id), same);
        assertWithin(Keys.tagPrefix(id, "v"), Keys.byTag(other, "v", Instant.EPOCH, id), same);
        assertWithin(Keys.tagPrefix("t", id), Keys.byTag("t", other, Instant.EPOCH, id), same);
        assertWithin(
            Keys.historyPrefix(new ExecutionKey(id, "e")),
            Keys.history(new ExecutionKey(other, "e"), 1), same);
        assertWithin(
            Keys.historyPrefix(new ExecutionKey("i", id)),
            Keys.history(new ExecutionKey("i", other), 1), same);
      }
    }
  }

  @Test
  void familiesDoNotOverlap() {
    List<byte[]> keys = new ArrayList<>();
    for (String id : IDS) {
      keys.add(Keys.meta(id));
      keys.add(Keys.instance(id));
      keys.add(Keys.byStatus(OrchestrationStatus.SUSPENDED, false, Instant.MAX, id));
      keys.add(Keys.byName(id, Instant.MAX, id));
      keys.add(Keys.byTag(id, id, Instant.MAX, id));
      keys.add(Keys.history(new ExecutionKey(id, id), Integer.MAX_VALUE));
      keys.add(Keys.mail(id, -1));
      keys.add(Keys.activity(id, -1));
      keys.add(Keys.waiting(id, -1));
      keys.add(Keys.timer(Instant.MAX, id, -1));
      keys.add(Keys.request(id, id));
    }
    keys.add(Keys.outbox(65_533, -1));
    keys.add(Keys.sent(65_533));
    keys.add(Keys.received(65_533));

    assertThat(keys.stream().map(Arrays::toString).distinct()).hasSameSizeAs(keys);
    for (byte[] family : List.of(
        Keys.allMails(), Keys.allActivities(), Keys.allTimers(), Keys.allOutbox(),
        Keys.allRequests())) {
      assertThat(keys).filteredOn(key -> isWithin(family, key))
          .allMatch(key -> key[0] == family[0]).isNotEmpty();
    }
  }

  @Test
  void afterIsTheFirstKeyBehindAPrefix() {
    assertThat(Keys.after(new byte[]{1})).containsExactly(2);
    assertThat(Keys.after(new byte[]{1, (byte) 0xFF, (byte) 0xFF})).containsExactly(2);
    assertThat(Keys.after(new byte[]{1, (byte) 0x7F})).containsExactly(1, 0x80);
    assertThatThrownBy(() -> Keys.after(new byte[]{(byte) 0xFF}))
        .isInstanceOf(IllegalStateException.class);
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] prefix = bytes(random, 1 + random.nextInt(3));
      prefix[0] = (byte) random.nextInt(0xFF);
      byte[] key = bytes(random, random.nextInt(6));
      boolean begins = key.length >= prefix.length
          && Arrays.equals(prefix, Arrays.copyOf(key, prefix.length));
      assertThat(isWithin(prefix, key)).isEqualTo(begins);
    }
  }

  @Test
  void idsAtTheEndAreInTheOrderOfTheirUtf8() {
    Comparator<String> utf8 = (a, b) -> Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    assertInOrder(
        IDS.stream().sorted(utf8).toList(), id -> Keys.byName("F", Instant.EPOCH, id));
  }

  private static <T> void assertInOrder(List<T> ascending, Function<T, byte[]> key) {
    for (int i = 1; i < ascending.size(); i++) {
      assertThat(
          Arrays.compareUnsigned(key.apply(ascending.get(i - 1)), key.apply(ascending.get(i))))
          .as("%s before %s", ascending.get(i - 1), ascending.get(i)).isNegative();
    }
  }

  private static void assertWithin(byte[] prefix, byte[] key, boolean expected) {
    assertThat(isWithin(prefix, key)).isEqualTo(expected);
  }

  private static boolean isWithin(byte[] prefix, byte[] key) {
    return Arrays.compareUnsigned(prefix, key) <= 0
        && Arrays.compareUnsigned(key, Keys.after(prefix)) < 0;
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt(4));
    }
    return bytes;
  }
}
