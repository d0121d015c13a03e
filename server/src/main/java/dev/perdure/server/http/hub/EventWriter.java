package dev.perdure.server.http.hub;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.HistoryEvent;
import java.io.IOException;

/// Writes the events of a history one after the other. It sees them all before it writes any.
public interface EventWriter {

  /// Sees the next event.
  default void foresee(HistoryEvent event) {}

  /// About the most bytes of memory that it will need at a time, beside the event that it writes.
  default long memory() {
    return 0;
  }

  /// Writes the next event, or nothing.
  void write(JsonGenerator json, HistoryEvent event) throws IOException;
}
