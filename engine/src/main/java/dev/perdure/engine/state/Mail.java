package dev.perdure.engine.state;

import dev.perdure.model.HistoryEvent;

/// An event that an instance has accepted and no committed turn has consumed.
///
/// @param number its place in the order of arrival
/// @param event what arrived
public record Mail(long number, HistoryEvent event) {}
