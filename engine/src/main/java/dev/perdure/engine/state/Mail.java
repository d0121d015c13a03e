package dev.perdure.engine.state;

import dev.perdure.model.HistoryEvent;

/// An event that an instance has accepted and no committed turn has consumed.
///
/// @param number its place in the order in which turns take it: that of arrival, but for a
///     resumption, which goes before all that its suspension has held
/// @param event what arrived
public record Mail(long number, HistoryEvent event) {}
