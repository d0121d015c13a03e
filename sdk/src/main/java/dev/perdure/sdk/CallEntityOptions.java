package dev.perdure.sdk;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an orchestrator calls an entity. Options do not change: each `with` method gives a changed
/// copy.
public final class CallEntityOptions {
  private static final CallEntityOptions DEFAULTS = new CallEntityOptions(null, null);

  private final @Nullable Duration timeout;
  private final @Nullable TaskOptions retries;

  private CallEntityOptions(@Nullable Duration timeout, @Nullable TaskOptions retries) {
    this.timeout = timeout;
    this.retries = retries;
  }

  /// Without limit of time and without retries.
  public static CallEntityOptions defaults() {
    return DEFAULTS;
  }

  /// Waits this long at most, retries included; then the task is cancelled. The operation may be
  /// performed all the same.
  public CallEntityOptions withTimeout(Duration limit) {
    return new CallEntityOptions(limit, retries);
  }

  /// Calls again if the operation fails.
  public CallEntityOptions withRetryPolicy(RetryPolicy policy) {
    return new CallEntityOptions(timeout, new TaskOptions(policy));
  }

  /// How long to wait, if that was set.
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /// The retries, if there are to be any.
  public Optional<TaskOptions> retries() {
    return Optional.ofNullable(retries);
  }
}
