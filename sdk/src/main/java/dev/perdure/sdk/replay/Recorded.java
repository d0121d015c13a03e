package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FunctionRef;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares an action with the event that an earlier run left, and names both in the same words.
/// Inputs and due times may differ: they follow from data, and the recorded ones hold.
final class Recorded {

  private Recorded() {}

  static boolean matches(Action action, EventBody body) {
    return switch (action) {
      case Action.ScheduleTask it -> body instanceof EventBody.TaskScheduled recorded
          && same(it.function(), recorded.function());
      case Action.CreateSubOrchestration it ->
        body instanceof EventBody.SubOrchestrationCreated recorded
            && same(it.function(), recorded.function())
            && (it.instanceId().isEmpty() || it.instanceId().equals(recorded.instanceId()));
      case Action.CreateTimer unused -> body instanceof EventBody.TimerCreated;
      case Action.SendEvent it -> body instanceof EventBody.EventSent recorded
          && it.name().equals(recorded.name()) && it.instanceId().equals(recorded.instanceId());
      case Action.SignalEntity it -> body instanceof EventBody.EntityOperationSignaled recorded
          && it.signal().operation().equals(recorded.operation())
          && Objects.equals(it.signal().targetInstanceId(), recorded.targetInstanceId());
      case Action.CallEntity it -> body instanceof EventBody.EntityOperationCalled recorded
          && it.call().operation().equals(recorded.operation())
          && Objects.equals(it.call().targetInstanceId(), recorded.targetInstanceId());
      case Action.LockEntities it -> body instanceof EventBody.EntityLockRequested recorded
          && it.request().lockSet().equals(recorded.lockSet());
      case Action.UnlockEntity it -> body instanceof EventBody.EntityUnlockSent recorded
          && Objects.equals(it.unlock().targetInstanceId(), recorded.targetInstanceId());
      case Action.TerminateOrchestration unused -> false;
      case Action.CancelTimer unused -> false;
      case Action.CompleteOrchestration unused -> false;
      case Action.ContinueAsNew unused -> false;
    };
  }

  static String describe(Action action) {
    return switch (action) {
      case Action.ScheduleTask it -> "callActivity " + describe(it.function());
      case Action.CreateSubOrchestration it -> "callSubOrchestrator " + describe(it.function())
          + (it.instanceId().isEmpty() ? "" : " as instance '" + it.instanceId() + "'");
      case Action.CreateTimer unused -> "createTimer (or a timeout, or a retry's delay)";
      case Action.SendEvent it -> "sendEvent '" + it.name() + "' to '" + it.instanceId() + "'";
      case Action.SignalEntity it -> "signalEntity '" + it.signal().operation() + "' to '"
          + it.signal().targetInstanceId() + "'";
      case Action.CallEntity it -> "callEntity '" + it.call().operation() + "' of '"
          + it.call().targetInstanceId() + "'";
      case Action.LockEntities it -> "lockEntities " + it.request().lockSet();
      case Action.UnlockEntity it -> "unlock '" + it.unlock().targetInstanceId() + "'";
      case Action.TerminateOrchestration it -> "terminate '" + it.instanceId() + "'";
      case Action.CancelTimer unused -> "cancel a timer";
      case Action.CompleteOrchestration unused -> "complete";
      case Action.ContinueAsNew unused -> "continueAsNew";
    };
  }

  static String describe(EventBody body) {
    return body.getClass().getSimpleName() + switch (body) {
      case EventBody.TaskScheduled it -> " " + describe(it.function());
      case EventBody.SubOrchestrationCreated it ->
        " " + describe(it.function()) + " as instance '" + it.instanceId() + "'";
      case EventBody.EventSent it -> " '" + it.name() + "' to '" + it.instanceId() + "'";
      case EventBody.TimerCreated it -> " for " + it.fireAt();
      case EventBody.ExecutionStarted unused -> "";
      case EventBody.ExecutionCompleted unused -> "";
      case EventBody.ExecutionTerminated unused -> "";
      case EventBody.ExecutionSuspended unused -> "";
      case EventBody.ExecutionResumed unused -> "";
      case EventBody.ExecutionRewound unused -> "";
      case EventBody.OrchestratorStarted unused -> "";
      case EventBody.TaskCompleted unused -> "";
      case EventBody.TaskFailed unused -> "";
      case EventBody.SubOrchestrationCompleted unused -> "";
      case EventBody.SubOrchestrationFailed unused -> "";
      case EventBody.TimerFired unused -> "";
      case EventBody.EventRaised unused -> "";
      case EventBody.EntityOperationSignaled it ->
        " '" + it.operation() + "' to '" + it.targetInstanceId() + "'";
      case EventBody.EntityOperationCalled it ->
        " '" + it.operation() + "' of '" + it.targetInstanceId() + "'";
      case EventBody.EntityLockRequested it -> " " + it.lockSet();
      case EventBody.EntityUnlockSent it -> " '" + it.targetInstanceId() + "'";
      case EventBody.EntityOperationCompleted unused -> "";
      case EventBody.EntityOperationFailed unused -> "";
      case EventBody.EntityLockGranted unused -> "";
    };
  }

  private static String describe(FunctionRef function) {
    String version = version(function);
    return "'" + function.name() + "'" + (version.isEmpty() ? "" : " version " + version);
  }

  private static boolean same(FunctionRef one, FunctionRef other) {
    return one.name().equals(other.name()) && version(one).equals(version(other));
  }

  private static String version(FunctionRef function) {
    @Nullable
    String version = function.version();
    return version == null ? "" : version;
  }
}
