package dev.perdure.engine.orchestration;

import dev.perdure.engine.state.Mail;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import java.util.ArrayList;
import java.util.List;

/// Continue-as-new: the same instance begins again with an empty history. Events that arrived and
/// were not consumed come after those that the orchestrator carries over; results of the old
/// execution are dropped, and so is whatever else a worker carries over.
final class NextExecution {
  private NextExecution() {}

  static void begin(Draft draft, Action.ContinueAsNew action) {
    Header header = draft.header();
    ExecutionKey old = header.execution();
    List<HistoryEvent> kept = new ArrayList<>();
    for (HistoryEvent event : action.carryover()) {
      if (event.body() instanceof EventBody.EventRaised raised && !raised.answer()) {
        kept.add(event);
      }
    }
    for (Mail mail : draft.mails(Integer.MAX_VALUE)) {
      if (outlives(mail.event().body())) {
        kept.add(mail.event());
      }
    }
    draft.removeMails(draft.mailCount());
    draft.closeWaits();
    draft.clearHistory(old);
    draft.effect(new Effect.Forget(old));
    boolean suspended = header.status() == OrchestrationStatus.SUSPENDED;
    header.renew(
        ExecutionIds.derive(old.executionId(), header.nextSequence()), action.newVersion());
    if (suspended) {
      header.status(OrchestrationStatus.SUSPENDED);
    }
    draft.addMail(
        new EventBody.ExecutionStarted(
            header.execution(), header.function(), action.input(), header.origin().parent(), null,
            header.origin().trace(), header.origin().tags()));
    for (HistoryEvent event : kept) {
      draft.addMail(event);
    }
    Offers.offerIfReady(draft);
  }

  /// Whether an unconsumed event belongs to the instance and not to one execution of it.
  private static boolean outlives(EventBody body) {
    return (body instanceof EventBody.EventRaised raised && !raised.answer())
        || body instanceof EventBody.ExecutionSuspended
        || body instanceof EventBody.ExecutionResumed;
  }
}
