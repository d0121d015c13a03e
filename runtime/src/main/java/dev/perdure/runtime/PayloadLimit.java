package dev.perdure.runtime;

import dev.perdure.model.Action;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.codec.Utf8;
import dev.perdure.model.work.EntityAction;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds the one limit on payloads at every door, before anything is stored.
///
/// @param bytes the most bytes of UTF-8 that one payload may take
record PayloadLimit(int bytes) {

  /// The error type of a failure that this limit caused.
  static final String PAYLOAD_TOO_LARGE = "dev.perdure.PayloadTooLarge";

  /// Says what is wrong with the size of a payload, or null.
  ///
  /// @param what what it is and whose, for the message
  @Nullable
  String problem(String what, @Nullable String payload) {
    if (payload == null || payload.length() <= bytes / 3) {
      return null;
    }
    long size = Utf8.length(payload);
    return size <= bytes
        ? null
        : "Expected " + what + " of at most " + bytes + " bytes, but it has " + size;
  }

  /// The outcome, or a failure if its result is too large.
  TaskOutcome check(String instanceId, TaskOutcome outcome) {
    if (outcome instanceof TaskOutcome.Succeeded succeeded) {
      String problem = problem("a result of '" + instanceId + "'",
          succeeded.result());
      if (problem != null) {
        return new TaskOutcome.Failed(
            FailureDetails.nonRetriable(PAYLOAD_TOO_LARGE, problem));
      }
    }
    return outcome instanceof TaskOutcome.Failed failed
        ? new TaskOutcome.Failed(FailureLimit.cut(failed.failure(), bytes))
        : outcome;
  }

  /// The turn's result, or one that fails the orchestration if a payload in it is too large.
  TurnResult check(String instanceId, TurnResult result) {
    String problem = problem("the custom status of '" + instanceId + "'", result.customStatus());
    for (Action action : result.actions()) {
      if (problem == null) {
        problem = problem(describe(action) + " of '" + instanceId + "'", payload(action));
      }
    }
    if (problem == null) {
      return cutFailure(result);
    }
    Action failed = new Action.CompleteOrchestration(
        lastId(result.actions()) + 1, OrchestrationStatus.FAILED, null,
        FailureDetails.nonRetriable(PAYLOAD_TOO_LARGE, problem), List.of());
    return new TurnResult(List.of(failed), null, result.eventsProcessed(), result.span());
  }

  /// Says what is too large of what a batch leaves behind and of what it asks for, or null. Which
  /// of its operations is to blame is not known.
  @Nullable
  String batchProblem(String instanceId, EntityBatchResult result) {
    String problem = problem("the state of '" + instanceId + "'", result.state());
    for (EntityAction action : result.actions()) {
      if (problem == null) {
        problem = switch (action) {
          case EntityAction.SendSignal signal ->
            problem("a signal from '" + instanceId + "'", signal.input());
          case EntityAction.StartOrchestration start ->
            problem("the input of an orchestration from '" + instanceId + "'", start.input());
        };
      }
    }
    return problem;
  }

  /// The batch's result. A result of an operation that is too large fails it.
  EntityBatchResult check(String instanceId, EntityBatchResult result) {
    FailureDetails failure = result.failure();
    if (failure != null) {
      return EntityBatchResult.failed(FailureLimit.cut(failure, bytes));
    }
    List<TaskOutcome> results = new ArrayList<>(result.results().size());
    for (TaskOutcome outcome : result.results()) {
      results.add(check(instanceId, outcome));
    }
    return new EntityBatchResult(results, result.actions(), result.state(), null);
  }

  private TurnResult cutFailure(TurnResult result) {
    int last = result.actions().size() - 1;
    if (last < 0
        || !(result.actions().get(last) instanceof Action.CompleteOrchestration complete)
        || complete.failure() == null) {
      return result;
    }
    List<Action> actions = new ArrayList<>(result.actions());
    actions.set(
        last,
        new Action.CompleteOrchestration(
            complete.id(), complete.status(), complete.result(),
            FailureLimit.cut(complete.failure(), bytes), complete.failedTasks()));
    return new TurnResult(actions, result.customStatus(), result.eventsProcessed(), result.span());
  }

  private static int lastId(List<Action> actions) {
    return actions.isEmpty() ? -1 : actions.get(actions.size() - 1).id();
  }

  private static @Nullable String payload(Action action) {
    return switch (action) {
      case Action.ScheduleTask schedule -> schedule.input();
      case Action.CreateSubOrchestration create -> create.input();
      case Action.SendEvent send -> send.input();
      case Action.TerminateOrchestration end -> end.output();
      case Action.CompleteOrchestration complete -> complete.result();
      case Action.ContinueAsNew next -> next.input();
      case Action.CreateTimer unused -> null;
      case Action.CancelTimer unused -> null;
      case Action.SignalEntity signal -> signal.signal().input();
      case Action.CallEntity call -> call.call().input();
      case Action.LockEntities unused -> null;
      case Action.UnlockEntity unused -> null;
    };
  }

  private static String describe(Action action) {
    return switch (action) {
      case Action.ScheduleTask schedule ->
        "the input of the activity '" + schedule.function().name() + "'";
      case Action.CreateSubOrchestration create ->
        "the input of the sub-orchestration '" + create.function().name() + "'";
      case Action.SendEvent send -> "the event '" + send.name() + "'";
      case Action.TerminateOrchestration end ->
        "the output of '" + end.instanceId() + "', which is terminated";
      case Action.CompleteOrchestration unused -> "the output";
      case Action.ContinueAsNew unused -> "the next input";
      case Action.CreateTimer unused -> "a timer";
      case Action.CancelTimer unused -> "a timer";
      case Action.SignalEntity signal -> "the signal '" + signal.signal().operation() + "'";
      case Action.CallEntity call ->
        "the input of the operation '" + call.call().operation() + "'";
      case Action.LockEntities unused -> "a lock request";
      case Action.UnlockEntity unused -> "a release";
    };
  }
}
