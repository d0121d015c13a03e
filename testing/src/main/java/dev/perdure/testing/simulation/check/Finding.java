package dev.perdure.testing.simulation.check;

/// Something wrong.
///
/// @param oracle who says so
/// @param text what it is
public record Finding(Oracle oracle, String text) {}
