package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.ExceptionPropertiesProvider;
import dev.perdure.sdk.Failures;
import dev.perdure.sdk.NonDeterministicOrchestratorException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an execution ends.
sealed interface Ending {

  /// What was thrown, if something was.
  default @Nullable Throwable thrown(EventBody.ExecutionStarted self) {
    return null;
  }

  /// The orchestrator returned.
  record Completed(@Nullable String result) implements Ending {}

  /// The orchestrator threw.
  ///
  /// @param failedTasks the ids of the tasks whose failures came out of it
  record Failed(FailureDetails failure, List<Integer> failedTasks, Throwable thrown)
      implements
        Ending {

    static Failed of(Throwable thrown, ExceptionPropertiesProvider properties) {
      return new Failed(Failures.of(thrown, properties), FailedTasks.in(thrown), thrown);
    }

    @Override
    public Throwable thrown(EventBody.ExecutionStarted self) {
      return thrown;
    }
  }

  /// The orchestrator starts anew.
  record ContinuedAsNew(@Nullable String input, boolean preserveEvents) implements Ending {}

  /// The orchestrator did not repeat its history.
  record Diverged(String difference) implements Ending {

    @Override
    public Throwable thrown(EventBody.ExecutionStarted self) {
      Throwable departure = new NonDeterministicOrchestratorException(report(self));
      departure.setStackTrace(new StackTraceElement[0]); // The report has the line of the code.
      return departure;
    }

    /// The action that says so.
    Action action(int id, EventBody.ExecutionStarted self) {
      return new Action.CompleteOrchestration(
          id, OrchestrationStatus.FAILED, null,
          FailureDetails.nonRetriable(NonDeterministicOrchestratorException.class.getName(),
              report(self)),
          List.of());
    }

    private String report(EventBody.ExecutionStarted self) {
      return "Expected orchestrator '" + self.function().name() + "' of instance '"
          + self.execution().instanceId() + "' to repeat its history, but it did not:"
          + difference;
    }
  }
}
