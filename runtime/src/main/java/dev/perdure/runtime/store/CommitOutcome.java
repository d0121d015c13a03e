package dev.perdure.runtime.store;

/// What became of a batch.
public enum CommitOutcome {
  /// It is durable.
  DURABLE,
  /// Its epoch is not the partition's newest; nothing was changed.
  FENCED
}
