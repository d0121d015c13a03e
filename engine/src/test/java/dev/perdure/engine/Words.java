package dev.perdure.engine;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import java.util.List;

/// Events in words, so that a history can be written as a table: `TaskScheduled#1` confirms action
/// 1, `TaskCompleted(1)` answers it, `EventRaised(Go)` has a name.
final class Words {
  private Words() {}

  static List<String> of(List<HistoryEvent> events) {
    return events.stream().map(Words::of).toList();
  }

  private static String of(HistoryEvent event) {
    String id = event.eventId() == HistoryEvent.NO_ID ? "" : "#" + event.eventId();
    return event.body().getClass().getSimpleName() + id + detail(event.body());
  }

  private static String detail(EventBody body) {
    return switch (body) {
      case EventBody.TaskCompleted completed -> "(" + completed.taskId() + ")";
      case EventBody.TaskFailed failed -> "(" + failed.taskId() + ")";
      case EventBody.SubOrchestrationCompleted completed -> "(" + completed.taskId() + ")";
      case EventBody.SubOrchestrationFailed failed -> "(" + failed.taskId() + ")";
      case EventBody.TimerFired fired -> "(" + fired.timerId() + ")";
      case EventBody.EventRaised raised -> "(" + raised.name() + ")";
      case EventBody.EventSent sent -> "(" + sent.name() + ")";
      case EventBody.ExecutionCompleted completed -> "(" + completed.status() + ")";
      case EventBody.ExecutionStarted unused -> "";
      case EventBody.ExecutionTerminated unused -> "";
      case EventBody.ExecutionSuspended unused -> "";
      case EventBody.ExecutionResumed unused -> "";
      case EventBody.ExecutionRewound unused -> "";
      case EventBody.OrchestratorStarted unused -> "";
      case EventBody.TaskScheduled unused -> "";
      case EventBody.SubOrchestrationCreated unused -> "";
      case EventBody.TimerCreated unused -> "";
      case EventBody.EntityOperationSignaled signal -> "(" + signal.operation() + ")";
      case EventBody.EntityOperationCalled call -> "(" + call.operation() + ")";
      case EventBody.EntityOperationCompleted unused -> "";
      case EventBody.EntityOperationFailed unused -> "";
      case EventBody.EntityLockRequested unused -> "";
      case EventBody.EntityLockGranted unused -> "";
      case EventBody.EntityUnlockSent unlock -> "(" + unlock.targetInstanceId() + ")";
    };
  }
}
