package dev.perdure.server.http.exchange;

/// Says that the hub gave no answer; the front answers 503. It never leaves the front.
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A missing answer.
  public UnavailableException(String message) {
    super(message);
  }
}
