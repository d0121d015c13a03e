package dev.perdure.model.request;

import dev.perdure.model.EntityId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Asks an entity to perform an operation. The entity is created if there is none.
///
/// @param entity which entity
/// @param operation the operation's name
/// @param input the JSON text handed to the operation, if any
/// @param scheduledTime the instant before which it must not be performed; past or absent means now
/// @param requestId names this request: a repeat within the remembered time does nothing again, and
///     the repeat of a call gets the same answer
public record OperationRequest(
    EntityId entity,
    String operation,
    @Nullable String input,
    @Nullable Instant scheduledTime,
    @Nullable String requestId) {

  /// An operation that is due now.
  public static OperationRequest of(EntityId entity, String operation, @Nullable String input) {
    return new OperationRequest(entity, operation, input, null, null);
  }
}
