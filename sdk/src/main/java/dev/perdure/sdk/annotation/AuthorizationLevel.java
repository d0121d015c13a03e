package dev.perdure.sdk.annotation;

/// What a request must carry to start a function.
public enum AuthorizationLevel {
  /// Nothing.
  ANONYMOUS,
  /// A key of the function, or one that opens all functions.
  FUNCTION,
  /// A key with the role of an administrator.
  ADMIN
}
