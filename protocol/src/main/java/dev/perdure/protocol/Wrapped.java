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
