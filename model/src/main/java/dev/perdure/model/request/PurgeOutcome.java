package dev.perdure.model.request;

import org.jspecify.annotations.Nullable;

/// What a purge did.
///
/// @param removed how many instances were removed
/// @param refused why a single instance was not removed, absent if it was
public record PurgeOutcome(int removed, @Nullable Outcome refused) {}
