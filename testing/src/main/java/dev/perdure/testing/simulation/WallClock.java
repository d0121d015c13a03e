package dev.perdure.testing.simulation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The clock on the wall. Somebody may set it, forward and back.
final class WallClock {

  /// When every simulation begins.
  static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");

  private final Scheduler scheduler;
  private long wrongBy;
  private Instant latest = BEGINNING;

  WallClock(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /// What it shows.
  Instant now() {
    Instant now = BEGINNING.plusNanos(scheduler.nanos()).plusMillis(wrongBy)
        .truncatedTo(ChronoUnit.MICROS);
    latest = now.isAfter(latest) ? now : latest;
    return now;
  }

  /// The latest time that it has ever shown. Nobody may have taken it to be later than that.
  Instant latest() {
    now();
    return latest;
  }

  /// Sets it.
  ///
  /// @param millis how far it is from the right time
  void set(long millis) {
    latest();
    wrongBy = millis;
  }
}
