package dev.perdure.sdk.port;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Where a worker gets its work: the port on which [dev.perdure.sdk.worker.DurableTaskWorker]
/// stands.
///
/// Contract:
/// - `complete…` and `abandon` may be called from any thread, once for each item; stale ones are
///   ignored;
/// - the source may offer an item again under another token at any time, even while the first is
///   still worked on.
public interface WorkSource {

  /// Announces a worker. Items arrive on the handler until the subscription is closed.
  Subscription subscribe(WorkerOffer offer, WorkHandler handler);

  /// The history events before the given turn, oldest first, for a worker that has no session for
  /// it. Fails with a [java.util.concurrent.CancellationException] if the turn is no longer
  /// outstanding.
  CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn);

  /// Answers a turn.
  void completeTurn(WorkToken token, TurnResult result);

  /// Answers an activity.
  void completeActivity(WorkToken token, TaskOutcome outcome);

  /// Answers a batch of an entity's operations.
  void completeEntityBatch(WorkToken token, EntityBatchResult result);

  /// Gives an item back unfinished; it is offered again later. This does not count as an attempt.
  ///
  /// @param cause why, for people to read
  void abandon(WorkToken token, String cause);

  /// Takes offered work. Calls come from the hub's own threads: take the item, hand it on, return
  /// at once.
  interface WorkHandler {

    /// Takes an item. The worker answers it sooner or later through the source.
    void accept(WorkItem item);

    /// Says that an execution has ended or was replaced, so that its session can be dropped.
    void forget(ExecutionKey execution);
  }

  /// A worker's presence at the source.
  interface Subscription extends AutoCloseable {

    /// Stops new items. Items already taken may still be completed.
    void drain();

    /// Leaves: items not completed are offered to others. Closing twice is harmless.
    @Override
    void close();
  }
}
