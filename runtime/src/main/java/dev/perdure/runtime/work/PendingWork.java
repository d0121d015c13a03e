package dev.perdure.runtime.work;

/// Work that waits because no worker offers its function.
///
/// @param kind turn, activity or entity
/// @param function the name that nobody offers
/// @param items how many items wait
/// @param instanceId one of the instances that wait, as an example
public record PendingWork(WorkKind kind, String function, int items, String instanceId) {}
