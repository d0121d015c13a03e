package dev.perdure.engine.entity;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.orchestration.Offers;
import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides which operations come next, and puts their batch together. Lock requests and releases at
/// the front of a queue are settled here; workers never see them.
public final class Batches {
  private Batches() {}

  /// Offers a batch if one is due: no other one is in flight, and operations wait that may be
  /// performed. A suspect asks for its lone try instead.
  static void offerIfReady(EntityDraft draft) {
    Lane lane = due(draft);
    if (lane == null) {
      return;
    }
    if (suspect(draft)) {
      draft.effect(
          new Effect.OfferAlone(
              draft.execution(), function(draft).name(), Message.TrySuspect.TURN));
    } else {
      offer(draft, lane, draft.mostPerBatch(), 0);
    }
  }

  /// Whether the operation that is due has met so many unclean ends that it may only run alone.
  static boolean suspect(EntityDraft draft) {
    return draft.attempts() >= Limits.ATTEMPTS_BEFORE_SUSPICION;
  }

  /// The queue whose front is an operation that may be performed now, after locks at the front were
  /// taken and given up.
  static @Nullable Lane due(EntityDraft draft) {
    while (draft.batch() == null) {
      Lane lane = lane(draft);
      if (lane == null) {
        return null;
      }
      List<Mail> first = draft.first(lane, 1);
      switch (first.get(0).event().body()) {
        case EventBody.EntityLockRequested request -> {
          draft.remove(lane, first);
          LockHandler.enter(draft, request);
        }
        case EventBody.EntityUnlockSent unused -> {
          draft.remove(lane, first);
          draft.lock(null);
        }
        default -> {
          return lane;
        }
      }
    }
    return null;
  }

  private static @Nullable Lane lane(EntityDraft draft) {
    if (draft.size(Lane.OWNED) > 0) {
      return Lane.OWNED;
    }
    return draft.lock() == null && draft.size(Lane.QUEUE) > 0 ? Lane.QUEUE : null;
  }

  /// Offers operations from the front of a queue.
  static void offer(EntityDraft draft, Lane lane, int most, int abandons) {
    int count = operations(draft, lane, most).size();
    offer(
        draft, new BatchInFlight(draft.nextSequence(), lane, count, abandons),
        Offers.delay(abandons));
  }

  /// Offers a batch. Its operations stay at the front of their queue until it is answered.
  static void offer(EntityDraft draft, BatchInFlight batch, Duration delay) {
    draft.batch(batch);
    draft.effect(new Effect.OfferBatch(item(draft, batch), delay));
  }

  private static WorkItem.EntityBatch item(EntityDraft draft, BatchInFlight batch) {
    return new WorkItem.EntityBatch(
        token(draft, batch), function(draft), draft.state(),
        operations(draft, batch.lane(), batch.count()));
  }

  /// What was offered under a token, if it is still wanted: nobody has answered it, and it was not
  /// offered anew under another one. So whoever keeps the token need not keep the item.
  public static @Nullable WorkItem offered(EntityDraft draft, WorkToken token) {
    BatchInFlight batch = draft.batch();
    return batch != null && token.equals(token(draft, batch)) ? item(draft, batch) : null;
  }

  private static List<HistoryEvent> operations(EntityDraft draft, Lane lane, int most) {
    List<HistoryEvent> operations = new ArrayList<>();
    for (Mail mail : draft.first(lane, most)) {
      if (!isOperation(mail.event().body())) {
        break;
      }
      operations.add(mail.event());
    }
    return List.copyOf(operations);
  }

  /// What names the offer of a batch.
  static WorkToken token(EntityDraft draft, BatchInFlight batch) {
    return new WorkToken(
        draft.execution(), batch.sequence(), draft.incarnation(), draft.attempts() + 1);
  }

  private static boolean isOperation(EventBody body) {
    return body instanceof EventBody.EntityOperationSignaled
        || body instanceof EventBody.EntityOperationCalled;
  }

  private static FunctionRef function(EntityDraft draft) {
    return new FunctionRef(EntityId.parse(draft.instanceId()).name(), null);
  }
}
