package dev.perdure.runtime.env;

/// A body that runs again and again, never twice at the same time.
public interface Loop {

  /// Lets the body run soon, even if it runs right now. May be called from any thread.
  void wake();

  /// Ends the loop; returns when the body has returned for the last time. Not to be called from the
  /// body itself.
  void stop();
}
