package dev.perdure.sdk;

/// Thrown by an activity or an orchestrator to fail in a way that no retry policy repeats.
public class NonRetriableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A failure with the given text.
  public NonRetriableException(String message) {
    super(message);
  }

  /// A failure with the given text and cause.
  public NonRetriableException(String message, Throwable cause) {
    super(message, cause);
  }
}
