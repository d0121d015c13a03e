package dev.perdure.engine.state;

import dev.perdure.model.HistoryEvent;
import java.util.List;

/// The turn that is offered and not yet answered. It lives in memory alone: after a restart the
/// turn is offered anew under another number.
///
/// @param sequence the number that its answer must carry
/// @param events the events offered, an OrchestratorStarted first
/// @param mails how many mails those events consume
/// @param abandons how often the turn was given back before, which delays its offers
public record TurnInFlight(long sequence, List<HistoryEvent> events, int mails, int abandons) {}
