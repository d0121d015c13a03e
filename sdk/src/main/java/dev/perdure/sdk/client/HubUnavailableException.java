package dev.perdure.sdk.client;

import org.jspecify.annotations.Nullable;

/// Says that the hub could not answer. Whether the request took effect is unknown; a repeat with
/// the same request id is safe.
public final class HubUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The hub could not answer for the given reason.
  public HubUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
