package dev.perdure.engine.state;

import java.time.Instant;

/// The turn that is offered and not yet answered. It lives in memory alone: after a restart the
/// turn is offered anew under another number.
///
/// @param sequence the number that its answer must carry
/// @param time the orchestrator's clock during the turn
/// @param mails how many of the oldest mails it consumes
/// @param abandons how often the turn was given back before, which delays its offers
public record TurnInFlight(long sequence, Instant time, int mails, int abandons) {}
