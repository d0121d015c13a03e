package dev.perdure.server.configuration;

/// What somebody may do, each role with what those before it may.
public enum Role {
  /// Reads instances, histories and functions.
  READ,
  /// Starts instances and acts on one of them at a time.
  OPERATE,
  /// Acts on many instances at once and calls every function.
  ADMIN;

  /// Whether this role may do what the other may.
  public boolean covers(Role other) {
    return compareTo(other) >= 0;
  }
}
