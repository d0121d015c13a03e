package dev.perdure.server.main;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.sdk.port.WorkSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// A work source that knows which activities and operations of entities were taken and not yet
/// answered, so that a stop can wait for them. What a stop does not wait for runs again after the
/// next start.
final class ActivitiesUnderWay implements WorkSource {
  private static final Duration LOOK = Duration.ofMillis(20);

  private final WorkSource source;
  private final Set<WorkToken> taken = ConcurrentHashMap.newKeySet();

  ActivitiesUnderWay(WorkSource source) {
    this.source = source;
  }

  /// Waits until there are none, at most for the given time.
  ///
  /// @return how many are left
  int await(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!taken.isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(LOOK);
    }
    return taken.size();
  }

  @Override
  public Subscription subscribe(WorkerOffer offer, WorkHandler handler) {
    return source.subscribe(offer, new WorkHandler() {
      @Override
      public void accept(WorkItem item) {
        if (!(item instanceof WorkItem.Turn)) {
          taken.add(item.token());
        }
        handler.accept(item);
      }

      @Override
      public void forget(ExecutionKey execution) {
        handler.forget(execution);
      }
    });
  }

  @Override
  public CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn) {
    return source.history(turn);
  }

  @Override
  public void completeTurn(WorkToken token, TurnResult result) {
    source.completeTurn(token, result);
  }

  @Override
  public void completeActivity(WorkToken token, TaskOutcome outcome) {
    source.completeActivity(token, outcome);
    taken.remove(token);
  }

  @Override
  public void completeEntityBatch(WorkToken token, EntityBatchResult result) {
    source.completeEntityBatch(token, result);
    taken.remove(token);
  }

  @Override
  public void abandon(WorkToken token, String cause) {
    source.abandon(token, cause);
    taken.remove(token);
  }
}
