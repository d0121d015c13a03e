package dev.perdure.runtime.work;

import dev.perdure.model.work.WorkToken;

/// Work in a worker's hands. What there is to do is not kept: the partition has it, and offers it
/// again if the worker gives it back.
///
/// @param function the name of the function
public record Held(WorkToken token, WorkKind kind, String function) {}
