package dev.perdure.engine.entity;

import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.Outcome;
import java.util.List;

/// Lets an entity vanish with its state, its lock and its messages. What a worker holds of it is
/// void. Signals go without a word; callers hear that their operations will not be performed. Lock
/// requests go, too: this is for hubs whose orchestrations are ended along with their entities.
///
/// One step drops a bounded part of the messages, and the state and the lock only with the last of
/// them, so that an entity that is not purged to the end is still whole.
public final class PurgeEntityHandler {

  /// The error type of operations that were waiting for an entity which was purged.
  private static final String PURGED = "dev.perdure.EntityPurged";

  private PurgeEntityHandler() {}

  /// Answers the message.
  public static void handle(EntityDraft draft) {
    if (!draft.isPresent()) {
      draft.effect(new Effect.Reply(new Outcome.NotFound(draft.instanceId())));
      return;
    }
    BatchInFlight batch = draft.batch();
    if (batch != null) {
      draft.effect(new Effect.Withdraw(Batches.token(draft, batch), batch.sequence()));
      draft.batch(null);
    }
    drop(draft, Lane.OWNED);
    drop(draft, Lane.QUEUE);
    for (Delayed delayed : draft.someDelayed(Limits.MAX_OPERATIONS_PER_BATCH)) {
      draft.release(delayed);
      refuse(draft, Mail.of(delayed.sequence(), delayed.operation()));
    }
    draft.accept();
    if (draft.hasMessages()) {
      Batches.offerIfReady(draft);
    } else {
      draft.state(null);
      draft.lock(null);
    }
  }

  private static void drop(EntityDraft draft, Lane lane) {
    List<Mail> first = draft.first(lane, Limits.MAX_OPERATIONS_PER_BATCH);
    draft.remove(lane, first);
    first.forEach(operation -> refuse(draft, operation));
  }

  private static void refuse(EntityDraft draft, Mail operation) {
    BatchHandler.answer(
        draft, operation,
        new TaskOutcome.Failed(
            FailureDetails.nonRetriable(
                PURGED, "The entity '" + draft.instanceId() + "' was purged before it performed "
                    + "the operation")));
  }
}
