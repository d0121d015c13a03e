package dev.perdure.sdk.replay;

import dev.perdure.model.FailureDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an execution ends.
sealed interface Ending {

  /// The orchestrator returned.
  record Completed(@Nullable String result) implements Ending {}

  /// The orchestrator threw.
  ///
  /// @param failedTasks the ids of the tasks whose failures came out of it
  record Failed(FailureDetails failure, List<Integer> failedTasks) implements Ending {}

  /// The orchestrator starts anew.
  record ContinuedAsNew(@Nullable String input, boolean preserveEvents) implements Ending {}

  /// The orchestrator did not repeat its history.
  record Diverged(String difference) implements Ending {}
}
