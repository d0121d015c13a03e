package dev.perdure.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When things happened to an instance.
///
/// @param created when its start was accepted; continue-as-new and rewind keep it
/// @param lastUpdated when its row last changed
/// @param completed when it ended, absent while it has not
/// @param scheduledStart the instant before which it must not begin, if one was asked for
public record InstanceTimes(
    Instant created,
    Instant lastUpdated,
    @Nullable Instant completed,
    @Nullable Instant scheduledStart) {}
