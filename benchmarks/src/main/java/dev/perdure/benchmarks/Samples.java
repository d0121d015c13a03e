package dev.perdure.benchmarks;

import java.util.Arrays;

/// Durations in nanoseconds, of which quantiles are wanted.
final class Samples {
  private long[] values = new long[1024];
  private int size;
  private boolean sorted;

  synchronized void add(long nanos) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = nanos;
    sorted = false;
  }

  synchronized int size() {
    return size;
  }

  /// The value below which the given share lies, in milliseconds.
  synchronized double quantileMillis(double share) {
    if (size == 0) {
      return Double.NaN;
    }
    if (!sorted) {
      Arrays.sort(values, 0, size);
      sorted = true;
    }
    return values[(int) Math.min(size - 1, Math.round(share * (size - 1)))] / 1e6;
  }
}
