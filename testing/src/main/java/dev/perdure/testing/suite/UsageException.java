package dev.perdure.testing.suite;

/// The words of a program are none that it knows. The message says what was expected.
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message what was expected, and what came
  public UsageException(String message) {
    super(message);
  }
}
