package dev.perdure.server.http.exchange;

/// Says what is wrong with a request, and leaves the handler at once; the front answers 400 with
/// the message. It never leaves the front.
public final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What Durable Functions says of most that is wrong with a request.
  private static final String HEADLINE = "One or more of the arguments submitted is incorrect";

  private final String headline;

  /// A fault of the request.
  public BadRequestException(String message) {
    this(HEADLINE, message);
  }

  /// A fault of the request for which Durable Functions has words of its own.
  ///
  /// @param headline those words
  /// @param message the fault in particular
  public BadRequestException(String headline, String message) {
    super(message);
    this.headline = headline;
  }

  /// A fault of the request that a parser found.
  public BadRequestException(String message, Throwable cause) {
    super(message, cause);
    this.headline = HEADLINE;
  }

  /// What Durable Functions says of such a fault.
  public String headline() {
    return headline;
  }

  /// What is wrong in particular.
  public String detail() {
    return String.valueOf(getMessage());
  }
}
