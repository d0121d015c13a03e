package dev.perdure.model;

/// The orchestration that calls, locks or unlocks an entity. What the entity answers is meant for
/// this execution alone, and for this one of its dispatches.
///
/// @param execution the orchestration's execution
/// @param sequence its number for the call or the lock
public record EntityCaller(ExecutionKey execution, long sequence) {}
