package dev.perdure.runtime.store;

import java.util.List;

/// Changes to the rows of one partition that become durable together.
///
/// @param partition whose rows
/// @param epoch the owner's epoch, as [PartitionStore#epoch] gave it
/// @param writes the changes, applied in order: a later one wins
public record Batch(int partition, long epoch, List<Write> writes) {}
