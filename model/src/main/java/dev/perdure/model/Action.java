package dev.perdure.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an orchestrator asks for in a turn. Ids are the worker's; the engine only echoes them, and
/// binds results to dispatches because some SDKs repeat ids on retry.
public sealed interface Action {

  /// The worker's number for this action within the execution.
  int id();

  /// Run an activity.
  record ScheduleTask(
      int id,
      FunctionRef function,
      @Nullable String input,
      @Nullable TraceContext trace,
      Map<String, String> tags)
      implements
        Action {}

  /// Start a sub-orchestration and report its end.
  ///
  /// @param instanceId the child's id; empty lets the engine choose
  record CreateSubOrchestration(
      int id,
      String instanceId,
      FunctionRef function,
      @Nullable String input,
      @Nullable TraceContext trace,
      Map<String, String> tags)
      implements
        Action {}

  /// Set a durable timer.
  record CreateTimer(int id, Instant fireAt) implements Action {}

  /// Forget a timer that nobody awaits any more. It leaves no event in the history: a timer that
  /// fires all the same is ignored by its orchestrator.
  ///
  /// @param timerId the id of the action that created the timer
  record CancelTimer(int id, int timerId) implements Action {}

  /// Send an external event to another instance; dropped if there is none.
  record SendEvent(int id, String instanceId, String name, @Nullable String input)
      implements
        Action {}

  /// End another instance; dropped if there is none or it has ended. It leaves no event in the
  /// history.
  ///
  /// @param output becomes the instance's output
  /// @param recursive whether its sub-orchestrations end, too
  record TerminateOrchestration(
      int id, String instanceId, @Nullable String output, boolean recursive)
      implements
        Action {}

  /// Let an entity perform an operation, and hear nothing of it.
  record SignalEntity(int id, EventBody.EntityOperationSignaled signal) implements Action {}

  /// Let an entity perform an operation and report its result.
  record CallEntity(int id, EventBody.EntityOperationCalled call) implements Action {}

  /// Lock entities and report when all are locked.
  record LockEntities(int id, EventBody.EntityLockRequested request) implements Action {}

  /// Give up the lock of one entity.
  record UnlockEntity(int id, EventBody.EntityUnlockSent unlock) implements Action {}

  /// End the execution.
  ///
  /// @param status COMPLETED, FAILED, TERMINATED or CANCELED
  /// @param failedTasks the ids of the tasks whose failures ended a failed orchestration, as far as
  ///     its worker knows: what a rewind runs again
  record CompleteOrchestration(
      int id,
      OrchestrationStatus status,
      @Nullable String result,
      @Nullable FailureDetails failure,
      List<Integer> failedTasks)
      implements
        Action {
    public CompleteOrchestration {
      failedTasks = List.copyOf(failedTasks);
    }
  }

  /// End the execution and begin the next one of the same instance with an empty history.
  ///
  /// @param input the next execution's input
  /// @param newVersion the version to move to, absent to keep the present one
  /// @param carryover events that the next execution receives first, in this order
  record ContinueAsNew(
      int id, @Nullable String input, @Nullable String newVersion, List<HistoryEvent> carryover)
      implements
        Action {
    public ContinueAsNew {
      carryover = List.copyOf(carryover);
    }
  }
}
