package dev.perdure.model;

import java.time.Instant;

/// One fact of an orchestration's history. Its encoded form is the `HistoryEvent` message of the
/// Durable Task protocol, so that a stored event is what goes over the wire.
///
/// @param eventId the id of the action that this event confirms, or -1 ([#NO_ID]) for all other
///     events
/// @param timestamp when it happened
/// @param body what happened
public record HistoryEvent(int eventId, Instant timestamp, EventBody body) {

  /// The id of events that confirm no action.
  public static final int NO_ID = -1;

  /// An event that confirms no action.
  public static HistoryEvent of(Instant timestamp, EventBody body) {
    return new HistoryEvent(NO_ID, timestamp, body);
  }
}
