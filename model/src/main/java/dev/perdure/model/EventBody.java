package dev.perdure.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a history event says. The names, the fields and their meaning are those of the Durable Task
/// protocol (`orchestrator_service.proto`).
public sealed interface EventBody {

  /// An execution begins.
  record ExecutionStarted(
      ExecutionKey execution,
      FunctionRef function,
      @Nullable String input,
      @Nullable ParentInstance parent,
      @Nullable Instant scheduledStart,
      @Nullable TraceContext trace,
      Map<String, String> tags)
      implements
        EventBody {}

  /// An execution ended.
  record ExecutionCompleted(
      OrchestrationStatus status, @Nullable String result, @Nullable FailureDetails failure)
      implements
        EventBody {}

  /// A client ended the instance.
  record ExecutionTerminated(@Nullable String output, boolean recurse) implements EventBody {}

  /// A client suspended the instance.
  record ExecutionSuspended(@Nullable String reason) implements EventBody {}

  /// A client resumed the instance.
  record ExecutionResumed(@Nullable String reason) implements EventBody {}

  /// A client rewound the instance. Kept for people to see; never put in front of an orchestrator.
  record ExecutionRewound(@Nullable String reason) implements EventBody {}

  /// A turn begins; its timestamp is the orchestrator's clock during the turn.
  record OrchestratorStarted() implements EventBody {}

  /// An activity was scheduled.
  record TaskScheduled(
      FunctionRef function,
      @Nullable String input,
      @Nullable TraceContext trace,
      Map<String, String> tags)
      implements
        EventBody {}

  /// An activity returned.
  record TaskCompleted(int taskId, @Nullable String result) implements EventBody {}

  /// An activity failed.
  record TaskFailed(int taskId, FailureDetails failure) implements EventBody {}

  /// A sub-orchestration was started.
  record SubOrchestrationCreated(
      String instanceId,
      FunctionRef function,
      @Nullable String input,
      @Nullable TraceContext trace,
      Map<String, String> tags)
      implements
        EventBody {}

  /// A sub-orchestration returned.
  record SubOrchestrationCompleted(int taskId, @Nullable String result) implements EventBody {}

  /// A sub-orchestration failed or was terminated.
  record SubOrchestrationFailed(int taskId, FailureDetails failure) implements EventBody {}

  /// A durable timer was set.
  record TimerCreated(Instant fireAt) implements EventBody {}

  /// A durable timer fired.
  record TimerFired(int timerId, Instant fireAt) implements EventBody {}

  /// An event was sent to another instance.
  record EventSent(String instanceId, String name, @Nullable String input) implements EventBody {}

  /// An external event arrived.
  ///
  /// @param answer whether this is an entity's answer to what the execution asked by an external
  ///     event. It is for this execution alone, as every result is
  record EventRaised(String name, @Nullable String input, boolean answer) implements EventBody {

    /// An event that anybody may have raised.
    public EventRaised(String name, @Nullable String input) {
      this(name, input, false);
    }
  }

  /// An entity was signaled, or is to be: in an entity's queue this is the operation itself.
  ///
  /// @param scheduledTime when it is to be performed at the earliest, if that was asked for
  /// @param targetInstanceId the entity; absent where it is the one that the event is about
  record EntityOperationSignaled(
      String requestId,
      String operation,
      @Nullable Instant scheduledTime,
      @Nullable String input,
      @Nullable String targetInstanceId)
      implements
        EventBody {}

  /// An entity was called, or is to be: in an entity's queue this is the operation itself.
  ///
  /// @param scheduledTime when it is to be performed at the earliest, if that was asked for
  /// @param caller who waits for the answer; absent for a client, and in the caller's own history
  /// @param targetInstanceId the entity; absent where it is the one that the event is about
  record EntityOperationCalled(
      String requestId,
      String operation,
      @Nullable Instant scheduledTime,
      @Nullable String input,
      @Nullable EntityCaller caller,
      @Nullable String targetInstanceId)
      implements
        EventBody {}

  /// An entity has performed an operation for its caller.
  record EntityOperationCompleted(String requestId, @Nullable String output)
      implements
        EventBody {}

  /// An entity's operation failed.
  record EntityOperationFailed(String requestId, FailureDetails failure) implements EventBody {}

  /// Entities are to be locked, one after the other.
  ///
  /// @param lockSet the ids of the entities, sorted, each once
  /// @param position which of them is to be locked next
  /// @param caller who asks; absent in the caller's own history
  record EntityLockRequested(
      String criticalSectionId,
      List<String> lockSet,
      int position,
      @Nullable EntityCaller caller)
      implements
        EventBody {
    public EntityLockRequested {
      lockSet = List.copyOf(lockSet);
    }
  }

  /// All entities of a lock request are locked.
  record EntityLockGranted(String criticalSectionId) implements EventBody {}

  /// An entity was unlocked, or is to be.
  ///
  /// @param caller who held the lock; absent in the caller's own history
  /// @param targetInstanceId the entity; absent where it is the one that the event is about
  record EntityUnlockSent(
      String criticalSectionId,
      @Nullable EntityCaller caller,
      @Nullable String targetInstanceId)
      implements
        EventBody {}
}
