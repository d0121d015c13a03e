package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.NonDeterministicOrchestratorException;
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
  record Diverged(String difference) implements Ending {

    /// The action that says so.
    Action action(int id, EventBody.ExecutionStarted self) {
      return new Action.CompleteOrchestration(
          id, OrchestrationStatus.FAILED, null,
          FailureDetails.nonRetriable(NonDeterministicOrchestratorException.class.getName(),
              "Expected orchestrator '" + self.function().name() + "' of instance '"
                  + self.execution().instanceId() + "' to repeat its history, but it did not:"
                  + difference),
          List.of());
    }
  }
}
