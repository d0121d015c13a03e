package dev.perdure.engine.state;

/// The batch of operations that is offered and not yet answered. It lives in memory alone: after a
/// restart its operations are offered anew under another number.
///
/// @param sequence the number that its answer must carry
/// @param lane which queue its operations are from
/// @param count how many they are
/// @param abandons how often they were given back before, which delays their offers
public record BatchInFlight(long sequence, Lane lane, int count, int abandons) {}
