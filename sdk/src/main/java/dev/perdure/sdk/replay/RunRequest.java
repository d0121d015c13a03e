package dev.perdure.sdk.replay;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.ExceptionPropertiesProvider;
import dev.perdure.sdk.OrchestratorFunction;
import java.util.List;

/// What an orchestrator is run with.
///
/// @param function the orchestrator
/// @param past the committed history, empty on the first turn
/// @param turn the new events of the turn
/// @param converter converts inputs and results
/// @param properties adds facts to failures
public record RunRequest(
    OrchestratorFunction<?> function,
    List<HistoryEvent> past,
    List<HistoryEvent> turn,
    DataConverter converter,
    ExceptionPropertiesProvider properties) {

  /// Whether the history was rewound: only a rewind makes a turn to which no event gave cause.
  boolean isRewound() {
    return !past.isEmpty() && (hasCauselessTurn(past) || hasCauselessTurn(turn));
  }

  private static boolean hasCauselessTurn(List<HistoryEvent> events) {
    boolean causeless = false;
    for (HistoryEvent event : events) {
      EventBody body = event.body();
      boolean begins = body instanceof EventBody.OrchestratorStarted;
      if (body instanceof EventBody.ExecutionRewound
          || (causeless && (begins || event.eventId() != HistoryEvent.NO_ID))) {
        return true;
      }
      causeless = begins;
    }
    return causeless;
  }
}
