package dev.perdure.model.work;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker's answer to a batch of operations of one entity.
///
/// @param results how each operation ended, in order; operations without a result come again
/// @param actions what the operations that succeeded ask for, in order
/// @param state the JSON text of the entity's state after them, absent for none
/// @param failure why the batch as a whole could not be performed; then nothing else counts, and
///     every operation of the batch has failed
public record EntityBatchResult(
    List<TaskOutcome> results,
    List<EntityAction> actions,
    @Nullable String state,
    @Nullable FailureDetails failure) {

  public EntityBatchResult {
    results = List.copyOf(results);
    actions = List.copyOf(actions);
  }

  /// A batch that could not be performed.
  public static EntityBatchResult failed(FailureDetails failure) {
    return new EntityBatchResult(List.of(), List.of(), null, failure);
  }
}
