package dev.perdure.runtime.store;

import org.jspecify.annotations.Nullable;

/// A store could not do what was asked, for a reason of the world: a disk, a file, another process.
/// The message says what was found, where, and what to do.
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why, in machine-readable form.
  public enum Reason {
    /// Another process holds the store.
    LOCKED,
    /// The directory cannot be read or written.
    INACCESSIBLE,
    /// The store was written by a newer release.
    NEWER_FORMAT,
    /// The stored bytes are not those that were written, or a part is missing.
    DAMAGED,
    /// Reading, writing or syncing failed; the store is closed, and whether the batches of a failed
    /// commit survive is unknown.
    FAILED,
    /// The store is closed.
    CLOSED
  }

  private final Reason reason;

  /// Creates the exception.
  public StoreException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Creates the exception with its cause.
  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }
}
