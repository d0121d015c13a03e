package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.OpenTask.OpenLock.Phase;
import dev.perdure.model.EventBody;
import dev.perdure.model.TaskOutcome;

/// Hears what entities answer: the results of calls, and the grant of a critical section.
public final class EntityAnswerHandler {
  private EntityAnswerHandler() {}

  /// Answers the message; a result that no open call matches is dropped.
  public static void result(Draft draft, Message.CompleteCall message) {
    if (!draft.runs(message.caller().execution().executionId())
        || !(draft.task(message.caller().sequence()) instanceof OpenTask.OpenCall open)
        || !open.requestId().equals(message.requestId())) {
      return;
    }
    draft.close(open);
    EventBody answer = switch (message.outcome()) {
      case TaskOutcome.Succeeded succeeded ->
        new EventBody.EntityOperationCompleted(open.requestId(), succeeded.result());
      case TaskOutcome.Failed failed ->
        new EventBody.EntityOperationFailed(open.requestId(), failed.failure());
    };
    EntityActions.answer(draft, answer, open.byEvent());
    Offers.offerIfReady(draft);
  }

  /// Answers the message: asks for the next entity of the set, if there is one. A lock that nobody
  /// awaits any more is given up at once.
  public static void grant(Draft draft, Message.GrantLock message) {
    if (!draft.runs(message.caller().execution().executionId())
        || !(draft.task(message.caller().sequence()) instanceof OpenTask.OpenLock open)) {
      Locks.release(draft, message);
      return;
    }
    if (message.position() + 1 < open.lockSet().size()) {
      Locks.ask(draft, open, message.position() + 1);
      return;
    }
    draft.open(open.in(Phase.HELD));
    if (open.phase() == Phase.ASKED) {
      EntityActions.answer(
          draft, new EventBody.EntityLockGranted(open.criticalSectionId()), open.byEvent());
    }
    Offers.offerIfReady(draft);
  }
}
