package dev.perdure.runtime.work;

/// The kinds of work, which have queues and limits of their own.
public enum WorkKind {
  TURN,
  ACTIVITY,
  ENTITY
}
