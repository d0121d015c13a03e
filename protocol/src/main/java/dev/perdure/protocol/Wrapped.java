package dev.perdure.protocol;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.model.OrchestrationStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The protocol's small values.
final class Wrapped {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Wrapped() {}

  static StringValue text(String text) {
    return StringValue.of(text);
  }

  static @Nullable String text(boolean present, StringValue value) {
    return present ? value.getValue() : null;
  }

  static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
  }

  /// A time for which something is to be kept. Those outside the years 1 to 9999 are no timestamps
  /// to the protocol, and not all SDKs could read them when they come back.
  ///
  /// @throws IllegalArgumentException if there is no such timestamp
  static @Nullable Instant keptTime(boolean present, Timestamp time) {
    Instant kept = time(present, time);
    if (kept != null && (kept.isBefore(FIRST) || kept.isAfter(LAST))) {
      throw new IllegalArgumentException("Expected a timestamp between the years 1 and 9999, but "
          + "got " + time.getSeconds() + " seconds and " + time.getNanos() + " nanoseconds");
    }
    return kept;
  }

  /// A time that is told or compared with.
  ///
  /// @throws IllegalArgumentException if there is no such instant
  static @Nullable Instant time(boolean present, Timestamp time) {
    if (!present) {
      return null;
    }
    long seconds = time.getSeconds();
    int nanos = time.getNanos();
    try {
      if (nanos < 0 || nanos > 999_999_999) {
        throw new DateTimeException("too many nanoseconds");
      }
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Expected a timestamp, but got " + seconds
          + " seconds and " + nanos + " nanoseconds", e);
    }
  }

  /// @throws IllegalArgumentException if a number stands for no status
  static Set<OrchestrationStatus> statuses(List<Integer> numbers) {
    Set<OrchestrationStatus> statuses = EnumSet.noneOf(OrchestrationStatus.class);
    for (int number : numbers) {
      statuses.add(OrchestrationStatus.ofNumber(number));
    }
    return statuses;
  }
}
