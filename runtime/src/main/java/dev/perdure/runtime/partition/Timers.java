package dev.perdure.runtime.partition;

import dev.perdure.engine.state.OpenTask;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The timers that are due soon. Those beyond the horizon stay in the store until it comes near, so
/// that a million waiting instances cost disk and not memory. A timer that is closed leaves at
/// once: most are limits for something that happens long before them.
final class Timers {

  /// A timer beyond the horizon that the store may not show yet.
  private record Far(long batch, Keys.TimerKey due) {}

  private static final Duration HORIZON = Duration.ofMinutes(10);
  private static final Duration RELOAD_BEFORE = Duration.ofMinutes(1);

  /// The longest pause without a look at the clock, in nanoseconds. Somebody may set the clock, and
  /// then what was due in an hour is due now.
  private static final long LONGEST_PAUSE = 60_000_000_000L;

  private final Reads store;
  private final NavigableSet<Keys.TimerKey> near = new TreeSet<>(
      Comparator.comparing(Keys.TimerKey::due)
          .thenComparing(Keys.TimerKey::instanceId)
          .thenComparingLong(Keys.TimerKey::sequence));
  private final ArrayDeque<Far> far = new ArrayDeque<>();
  private Instant horizon = Instant.MIN;

  Timers(Reads store) {
    this.store = store;
  }

  /// Takes note of a timer that was set in the given batch.
  void add(String instanceId, OpenTask.OpenTimer timer, long batch, long durableBatch) {
    add(key(instanceId, timer), batch, durableBatch);
  }

  /// Takes note of something that is due at a time and was stored in the given batch.
  void add(Keys.TimerKey due, long batch, long durableBatch) {
    if (due.due().isBefore(horizon)) {
      near.add(due);
    } else {
      while (!far.isEmpty() && far.getFirst().batch() <= durableBatch) {
        far.removeFirst();
      }
      far.addLast(new Far(batch, due));
    }
  }

  /// Forgets a timer that was closed.
  void remove(String instanceId, OpenTask.OpenTimer timer) {
    near.remove(key(instanceId, timer));
  }

  /// The next timer that is due now, or null. It is forgotten. It may be closed already, if it was
  /// read from the store while its removal was under way.
  Keys.@Nullable TimerKey pollDue(Instant now) {
    reload(now);
    return near.isEmpty() || near.first().due().isAfter(now) ? null : near.pollFirst();
  }

  /// How long until something is to do, in nanoseconds.
  long nanosUntilNext(Instant now) {
    Instant reload = horizon.minus(RELOAD_BEFORE);
    Instant wake = near.isEmpty() || near.first().due().isAfter(reload)
        ? reload
        : near.first().due();
    // One microsecond more, so that the loop does not wake a moment too early and turn around.
    long pause = Math.max(0, ChronoUnit.NANOS.between(now, wake)) + 1_000;
    return Math.min(pause, LONGEST_PAUSE);
  }

  /// Reads the timers up to a new horizon when the old one has come near.
  private void reload(Instant now) {
    if (!horizon.equals(Instant.MIN) && now.isBefore(horizon.minus(RELOAD_BEFORE))) {
      return;
    }
    Instant next = now.plus(HORIZON);
    byte[] from = horizon.equals(Instant.MIN) ? Keys.allTimers() : Keys.timersFrom(horizon);
    try (Cursor cursor = store.scan(from, Keys.timersFrom(next))) {
      while (cursor.next()) {
        near.add(Keys.timerKey(cursor.key()));
      }
    }
    for (Far timer : far) {
      if (timer.due().due().isBefore(next)) {
        near.add(timer.due());
      }
    }
    far.removeIf(timer -> timer.due().due().isBefore(next));
    horizon = next;
  }

  private static Keys.TimerKey key(String instanceId, OpenTask.OpenTimer timer) {
    return Keys.TimerKey.of(timer.fireAt(), instanceId, timer.sequence());
  }
}
