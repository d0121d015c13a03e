package dev.perdure.sdk.replay;

import dev.perdure.sdk.RetryPolicy;
import java.time.Duration;

/// The arithmetic of retry policies.
final class RetryDelay {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private RetryDelay() {}

  /// The delay before the given retry, counted from 0.
  static Duration before(RetryPolicy policy, int retry) {
    Duration cap = policy.getMaxRetryInterval();
    Duration most = cap.isZero() || cap.compareTo(LONGEST) > 0 ? LONGEST : cap;
    Duration first = policy.getFirstRetryInterval();
    if (first.compareTo(most) >= 0) {
      return most;
    }
    // StrictMath gives the same on every machine. A value beyond long becomes its largest.
    double nanos = first.toNanos() * StrictMath.pow(policy.getBackoffCoefficient(), retry);
    return nanos >= most.toNanos() ? most : Duration.ofNanos(Math.round(nanos));
  }
}
