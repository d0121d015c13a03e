package dev.perdure.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a history event says. The names, the fields and their meaning are those of the Durable Task protocol
/// (`orchestrator_service.proto`).
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
  record EventRaised(String name, @Nullable String input) implements EventBody {}
}
