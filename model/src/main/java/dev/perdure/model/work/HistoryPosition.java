package dev.perdure.model.work;

/// Where a turn stands in its execution's history. A cached session may continue only if it stands
/// at exactly the position of the offer.
///
/// @param incarnation which opening of the partition offers the turn
/// @param events how many history events come before the turn
public record HistoryPosition(long incarnation, int events) {}
