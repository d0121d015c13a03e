package dev.perdure.model.request;

import java.time.Instant;
import java.util.List;

/// The orchestrations that wait for the lock of an entity, in the order in which they get it. A
/// request may still be on its way to the entity, and is not among them then.
///
/// @param first those at the front of the entity's queue
/// @param whole whether they are all; a queue that is long is not read to its end
public record LockWaiters(List<Waiter> first, boolean whole) {

  /// How many messages of a queue are looked at.
  public static final int LOOKED_AT = 10_000;

  /// An orchestration that waits.
  ///
  /// @param instanceId its id
  /// @param since when its request reached the entity
  public record Waiter(String instanceId, Instant since) {}

  public LockWaiters {
    first = List.copyOf(first);
  }
}
