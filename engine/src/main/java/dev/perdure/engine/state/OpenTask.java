package dev.perdure.engine.state;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something an execution has asked for and not yet got. Its sequence number names the dispatch:
/// action ids cannot, since some SDKs repeat them.
public sealed interface OpenTask {

  /// The instance's number for this dispatch.
  long sequence();

  /// The id of the action that asked for it.
  int taskId();

  /// An activity that is to run.
  ///
  /// @param executionId the execution that asked; an activity may outlive it, and then its result
  ///     is dropped
  /// @param attempt the how-manieth try is due or under way, durable before it begins
  record OpenActivity(
      long sequence,
      int taskId,
      String executionId,
      FunctionRef function,
      Payload input,
      Map<String, String> tags,
      @Nullable TraceContext trace,
      int attempt)
      implements
        OpenTask {

    /// The same activity with its input in the store alone.
    ///
    /// @param row reads the input
    public OpenActivity withInputInStore(Supplier<@Nullable String> row) {
      return new OpenActivity(
          sequence, taskId, executionId, function, input.leftInStore(row), tags, trace, attempt);
    }

    /// The same activity at its next attempt.
    public OpenActivity nextAttempt() {
      return new OpenActivity(
          sequence, taskId, executionId, function, input, tags, trace, attempt + 1);
    }
  }

  /// A sub-orchestration that is to report its end.
  ///
  /// @param child the execution that was started, so that no other one can answer
  record OpenChild(long sequence, int taskId, ExecutionKey child) implements OpenTask {}

  /// An entity's operation that is to be answered.
  ///
  /// @param requestId the caller's name for it, which the answer's event repeats
  /// @param byEvent whether the call was sent as an external event, and is to be answered by one
  record OpenCall(long sequence, int taskId, String requestId, boolean byEvent)
      implements
        OpenTask {}

  /// A critical section that is to be entered, or is not left yet.
  ///
  /// @param lockSet the entities that are locked or to be locked
  /// @param byEvent whether the request was sent as an external event, and is to be answered by one
  record OpenLock(
      long sequence, int taskId, String criticalSectionId, List<String> lockSet, Phase phase,
      boolean byEvent)
      implements
        OpenTask {

    /// How far it is.
    public enum Phase {

      /// The orchestrator waits for it.
      ASKED,

      /// The orchestrator is inside.
      HELD,

      /// The orchestrator was rewound to a place inside, and must not run before it is locked.
      REGAINED
    }

    public OpenLock {
      lockSet = List.copyOf(lockSet);
    }

    /// The same section in another phase.
    public OpenLock in(Phase next) {
      return new OpenLock(sequence, taskId, criticalSectionId, lockSet, next, byEvent);
    }

    /// The same section without one of its entities.
    public OpenLock without(String entity) {
      return new OpenLock(
          sequence, taskId, criticalSectionId,
          lockSet.stream().filter(id -> !id.equals(entity)).toList(), phase, byEvent);
    }
  }

  /// A timer that is to fire.
  ///
  /// @param taskId the timer's id, or [#START] for the scheduled start of the instance
  record OpenTimer(long sequence, int taskId, Instant fireAt) implements OpenTask {

    /// The id of the timer that lets a scheduled instance begin. No action has a negative id.
    public static final int START = -2;
  }
}
