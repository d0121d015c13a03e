package dev.perdure.model.request;

/// What a clean-up of entities did.
///
/// @param removed how many entities without state, lock and messages were removed
/// @param released how many locks of orchestrations that do not run any more were released
public record CleanOutcome(int removed, int released) {}
