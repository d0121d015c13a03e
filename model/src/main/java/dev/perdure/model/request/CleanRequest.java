package dev.perdure.model.request;

/// Says what a clean-up of entities is to do.
///
/// @param removeEmpty whether entities without state, lock and messages are removed
/// @param releaseOrphans whether locks of orchestrations that do not run any more are released
public record CleanRequest(boolean removeEmpty, boolean releaseOrphans) {

  /// Everything that can be cleaned.
  public static final CleanRequest ALL = new CleanRequest(true, true);
}
