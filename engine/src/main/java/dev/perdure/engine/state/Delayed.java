package dev.perdure.engine.state;

import dev.perdure.model.HistoryEvent;
import java.time.Instant;

/// An operation that waits for its time.
///
/// @param sequence the entity's number for it
/// @param due when it joins the queue
/// @param operation the operation
public record Delayed(long sequence, Instant due, HistoryEvent operation) {}
