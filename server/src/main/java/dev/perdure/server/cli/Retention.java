package dev.perdure.server.cli;

import java.time.Duration;
import java.util.Optional;

/// How long instances are kept after their end.
///
/// @param duration how long, absent for ever
record Retention(Optional<Duration> duration) {}
