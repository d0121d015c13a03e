package dev.perdure.sdk;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an entity is signaled. Options do not change: each `with` method gives a changed copy.
public final class SignalEntityOptions {
  private static final SignalEntityOptions DEFAULTS = new SignalEntityOptions(null, null);

  private final @Nullable Instant scheduledTime;
  private final @Nullable String requestId;

  private SignalEntityOptions(@Nullable Instant scheduledTime, @Nullable String requestId) {
    this.scheduledTime = scheduledTime;
    this.requestId = requestId;
  }

  /// Now.
  public static SignalEntityOptions defaults() {
    return DEFAULTS;
  }

  /// Lets the operation be performed at this time at the earliest.
  public SignalEntityOptions withScheduledTime(Instant time) {
    return new SignalEntityOptions(time, requestId);
  }

  /// Names a client's request, so that a repeat does nothing. In orchestrators and entities it has
  /// no effect: they never repeat a signal.
  public SignalEntityOptions withRequestId(String id) {
    return new SignalEntityOptions(scheduledTime, id);
  }

  /// When the operation may be performed at the earliest, if that was set.
  public Optional<Instant> scheduledTime() {
    return Optional.ofNullable(scheduledTime);
  }

  /// The name of the request, if it has one.
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }
}
