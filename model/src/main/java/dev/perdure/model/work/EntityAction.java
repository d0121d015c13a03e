package dev.perdure.model.work;

import dev.perdure.model.FunctionRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that an entity's operation asks for. Nobody hears of its result.
public sealed interface EntityAction {

  /// Let another entity perform an operation.
  ///
  /// @param instanceId the entity
  /// @param scheduledTime when at the earliest, absent for now
  record SendSignal(
      String instanceId,
      String operation,
      @Nullable String input,
      @Nullable Instant scheduledTime)
      implements
        EntityAction {}

  /// Start an orchestration; dropped if its id is in use by one that has not ended.
  ///
  /// @param instanceId its id; empty lets the engine choose
  /// @param scheduledTime when at the earliest, absent for now
  record StartOrchestration(
      String instanceId,
      FunctionRef function,
      @Nullable String input,
      @Nullable Instant scheduledTime)
      implements
        EntityAction {}
}
