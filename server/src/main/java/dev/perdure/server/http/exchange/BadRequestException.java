package dev.perdure.server.http.exchange;

/// Says what is wrong with a request, and leaves the handler at once; the front answers 400 with
/// the message. It never leaves the front.
public final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A fault of the request.
  public BadRequestException(String message) {
    super(message);
  }

  /// A fault of the request that a parser found.
  public BadRequestException(String message, Throwable cause) {
    super(message, cause);
  }
}
