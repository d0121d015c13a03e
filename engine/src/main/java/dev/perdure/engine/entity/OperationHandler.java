package dev.perdure.engine.entity;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.Lane;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Takes operations: each joins the queue, or waits for its time first. What the owner of the lock
/// calls goes before everything else.
public final class OperationHandler {
  private OperationHandler() {}

  /// Answers a signal.
  public static void signal(EntityDraft draft, Message.SignalEntity message) {
    take(draft, message.signal().scheduledTime(), message.signal());
  }

  /// Answers a call.
  public static void call(EntityDraft draft, Message.CallEntity message) {
    take(draft, message.call().scheduledTime(), message.call());
  }

  /// Lets an operation whose time has come join the queue. One that is not there is ignored.
  ///
  /// @throws IllegalStateException if its time has not come: whoever sends the message has a wrong
  ///     clock
  public static void release(EntityDraft draft, Message.ReleaseDelayed message) {
    Delayed delayed = draft.delayed(message.sequence());
    if (delayed == null) {
      return;
    }
    if (draft.now().isBefore(delayed.due())) {
      throw new IllegalStateException(
          "Expected an operation of " + draft.instanceId() + " to be due at " + delayed.due()
              + " or later, but it is " + draft.now());
    }
    draft.release(delayed);
    enqueue(draft, delayed.operation());
    Batches.offerIfReady(draft);
  }

  private static void take(EntityDraft draft, @Nullable Instant due, EventBody operation) {
    if (due != null && due.isAfter(draft.now())) {
      draft.delay(due, operation);
    } else {
      enqueue(draft, HistoryEvent.of(draft.now(), operation));
    }
    draft.accept();
    Batches.offerIfReady(draft);
  }

  private static void enqueue(EntityDraft draft, HistoryEvent operation) {
    draft.add(isOwners(draft.lock(), operation.body()) ? Lane.OWNED : Lane.QUEUE, operation);
  }

  private static boolean isOwners(@Nullable EntityLock lock, EventBody operation) {
    EntityCaller caller = operation instanceof EventBody.EntityOperationCalled call
        ? call.caller()
        : null;
    return lock != null
        && caller != null
        && !lock.leaving()
        && lock.owner().execution().equals(caller.execution());
  }
}
