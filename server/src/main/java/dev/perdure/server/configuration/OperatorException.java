package dev.perdure.server.configuration;

/// Says in one line what stands in the way of what an operator asked for, and what to do about it.
public final class OperatorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An obstacle.
  public OperatorException(String message) {
    super(message);
  }

  /// An obstacle with its cause.
  public OperatorException(String message, Throwable cause) {
    super(message, cause);
  }
}
