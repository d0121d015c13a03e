package dev.perdure.model.work;

import dev.perdure.model.ExecutionKey;

/// Names one dispatch of a turn or an activity. A completion with another token than the
/// outstanding one is stale: it is answered like a good one, and ignored.
///
/// @param execution whose work it is
/// @param sequence the instance's number for the dispatched turn or the scheduled activity
/// @param incarnation which opening of the partition dispatched it
/// @param attempt the how-manieth try this is, from 1
public record WorkToken(ExecutionKey execution, long sequence, long incarnation, int attempt) {}
