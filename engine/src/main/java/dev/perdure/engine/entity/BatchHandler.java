package dev.perdure.engine.entity;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.orchestration.Offers;
import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityAction;
import dev.perdure.model.work.EntityBatchResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Commits a batch of operations: the new state, the answers to those who called, and the messages
/// that the operations asked for, all in one step. Operations without a result stay where they are.
public final class BatchHandler {
  private BatchHandler() {}

  /// Answers the message; an answer to another batch than the one in flight is ignored.
  public static void complete(EntityDraft draft, Message.CompleteBatch message) {
    BatchInFlight batch = find(
        draft, message.execution(), message.sequence(), message.incarnation());
    if (batch == null) {
      return;
    }
    EntityBatchResult result = message.result();
    FailureDetails failure = result.failure();
    int done = failure == null
        ? Math.min(result.results().size(), batch.count())
        : batch.count();
    if (done == 0) {
      giveBack(draft, batch);
      return;
    }
    settle(draft, batch, result, done);
  }

  /// Takes note that a worker's answer is too large to be kept. If the batch has one operation, it
  /// fails, and its caller hears why; the state is as it was before. Otherwise fewer are offered,
  /// until the guilty one is alone, so that the others go on.
  public static void refuse(EntityDraft draft, Message.RefuseBatch message) {
    BatchInFlight batch = find(
        draft, message.execution(), message.sequence(), message.incarnation());
    if (batch == null) {
      return;
    }
    draft.mostPerBatch(Math.max(1, batch.count() / 2));
    if (batch.count() == 1) {
      settle(draft, batch, EntityBatchResult.failed(message.failure()), 1);
    } else {
      draft.batch(null);
      Batches.offerIfReady(draft);
    }
  }

  private static void settle(
      EntityDraft draft, BatchInFlight batch, EntityBatchResult result, int done) {
    FailureDetails failure = result.failure();
    draft.batch(null);
    List<Mail> operations = draft.first(batch.lane(), done);
    draft.remove(batch.lane(), operations);
    draft.modified();
    if (failure == null) {
      draft.mostPerBatch(
          Math.min(Limits.MAX_OPERATIONS_PER_BATCH, 2 * draft.mostPerBatch()));
      draft.state(result.state());
      for (int i = 0; i < done; i++) {
        answer(draft, operations.get(i), result.results().get(i));
      }
      for (EntityAction action : result.actions()) {
        Requests.apply(draft, action);
      }
    } else {
      operations.forEach(operation -> fail(draft, operation, failure));
    }
    survived(draft, done);
    Batches.offerIfReady(draft);
  }

  /// Takes a batch back, and offers its operations again after a while that grows; or the same
  /// batch, if its worker has left.
  public static void abandon(EntityDraft draft, Message.AbandonBatch message) {
    BatchInFlight batch = find(
        draft, message.execution(), message.sequence(), message.incarnation());
    if (batch == null) {
      return;
    }
    if (message.workersLost() > 0) {
      Batches.offer(
          draft, batch,
          Offers.delayAfterLoss(message.workersLost(), message.execution(), message.sequence()));
    } else {
      giveBack(draft, batch);
    }
  }

  private static @Nullable BatchInFlight find(
      EntityDraft draft, ExecutionKey execution, long sequence, long incarnation) {
    BatchInFlight batch = draft.batch();
    return batch != null
        && batch.sequence() == sequence
        && draft.incarnation() == incarnation
        && draft.execution().equals(execution)
            ? batch
            : null;
  }

  private static void giveBack(EntityDraft draft, BatchInFlight batch) {
    draft.batch(null);
    Lane lane = Batches.due(draft);
    if (lane != null && !Batches.suspect(draft)) {
      Batches.offer(draft, lane, draft.mostPerBatch(), batch.abandons() + 1);
    } else {
      Batches.offerIfReady(draft);
    }
  }

  /// Counts operations that were performed without bringing the process down.
  static void survived(EntityDraft draft, int done) {
    int suspects = Math.max(0, draft.suspects() - done);
    boolean idle = draft.size(Lane.QUEUE) == 0 && draft.size(Lane.OWNED) == 0;
    draft.suspects(idle ? 0 : suspects);
    draft.attempts(draft.suspects() == 0 ? 0 : Limits.ATTEMPTS_BEFORE_SUSPICION);
  }

  /// Fails one operation, whoever asked for it.
  static void fail(EntityDraft draft, Mail operation, FailureDetails failure) {
    if (operation.event().body() instanceof EventBody.EntityOperationSignaled signal) {
      draft.effect(
          new Effect.ReportDropped(
              draft.instanceId(), "the signal '" + signal.operation() + "'",
              failure.message()));
    } else {
      answer(draft, operation, new TaskOutcome.Failed(failure));
    }
  }

  /// Answers whoever called an operation; nobody hears of a signal.
  static void answer(EntityDraft draft, Mail operation, TaskOutcome outcome) {
    if (operation.event().body() instanceof EventBody.EntityOperationCalled call) {
      if (call.caller() == null) {
        draft.effect(new Effect.AnswerCall(draft.instanceId(), call.requestId(), outcome));
      } else {
        draft.send(new Message.CompleteCall(call.caller(), call.requestId(), outcome));
      }
    }
  }
}
