package dev.perdure.sdk.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an external event is sent. Options do not change: each `with` method gives a changed copy.
public final class RaiseEventOptions {
  private final boolean failIfEnded;
  private final @Nullable String requestId;

  private RaiseEventOptions(boolean failIfEnded, @Nullable String requestId) {
    this.failIfEnded = failIfEnded;
    this.requestId = requestId;
  }

  /// An event to an instance that has ended is dropped silently.
  public static RaiseEventOptions defaults() {
    return new RaiseEventOptions(false, null);
  }

  /// Sets whether an event to an instance that has ended is an error.
  public RaiseEventOptions withFailIfEnded(boolean fail) {
    return new RaiseEventOptions(fail, requestId);
  }

  /// Names the request, so that a repeat delivers nothing.
  public RaiseEventOptions withRequestId(String id) {
    return new RaiseEventOptions(failIfEnded, id);
  }

  boolean failIfEnded() {
    return failIfEnded;
  }

  Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }
}
