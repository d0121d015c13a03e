package dev.perdure.engine.orchestration;

import java.time.Instant;

/// When and under whom a message is decided.
///
/// @param now the partition's clock, which never runs backwards
/// @param incarnation which opening of the partition decides; dispatches carry it
public record Moment(Instant now, long incarnation) {}
