package dev.perdure.server.configuration;

/// Says that a bearer token can be neither taken nor refused now, since the keys of its issuer
/// cannot be had.
public final class IssuerUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Keys that cannot be had.
  public IssuerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
