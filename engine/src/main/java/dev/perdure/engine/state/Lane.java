package dev.perdure.engine.state;

/// The two queues of an entity.
public enum Lane {

  /// Everybody's operations and lock requests.
  QUEUE,

  /// The messages of the orchestration that holds the lock, which go before all others.
  OWNED
}
