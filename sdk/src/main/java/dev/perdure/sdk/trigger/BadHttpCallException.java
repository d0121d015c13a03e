package dev.perdure.sdk.trigger;

/// Says that a request does not fit the function that it would start. The host answers it with the
/// code 400.
public final class BadHttpCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A request that does not fit.
  public BadHttpCallException(String message, Throwable cause) {
    super(message, cause);
  }
}
