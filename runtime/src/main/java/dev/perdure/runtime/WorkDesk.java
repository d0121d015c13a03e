package dev.perdure.runtime;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.partition.Input;
import dev.perdure.runtime.read.HistoryRows;
import dev.perdure.runtime.read.InstanceReader;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.work.Dispatcher;
import dev.perdure.runtime.work.Held;
import dev.perdure.runtime.work.WorkFilter;
import dev.perdure.runtime.work.WorkKind;
import dev.perdure.runtime.work.WorkTaker;
import dev.perdure.runtime.work.WorkerSubscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where workers come and go and hand in their answers. An answer with a stale token is taken like
/// a good one, and ignored by the instance.
public final class WorkDesk {
  private static final Logger log = LoggerFactory.getLogger(WorkDesk.class);

  /// From so many on the workers that a piece of work loses are spoken of.
  private static final int SUSPICIOUS_LOSSES = 3;

  private final HubCore core;
  private final PayloadLimit limit;

  WorkDesk(HubCore core, PayloadLimit limit) {
    this.core = core;
    this.limit = limit;
  }

  /// Announces a worker.
  ///
  /// @param local whether it lives in this process, so that turns may reach it ahead of durability
  public WorkerSubscription subscribe(WorkerOffer offer, WorkTaker taker, boolean local) {
    return core.dispatcher().subscribe(offer, new Guarded(taker), local);
  }

  /// Announces a worker elsewhere that says with a filter what it takes.
  ///
  /// @param limits how many items it takes at once; the names in it are not looked at
  public WorkerSubscription subscribe(WorkerOffer limits, WorkFilter filter, WorkTaker taker) {
    return core.dispatcher().subscribe(limits, filter, new Guarded(taker));
  }

  /// A worker whose taker has had no room now has some.
  public void roomAgain(WorkerSubscription worker) {
    core.dispatcher().roomAgain(worker);
  }

  /// Lets a worker take no more items.
  public void drain(WorkerSubscription worker) {
    core.dispatcher().drain(worker);
  }

  /// Removes a worker; what it holds is offered to others.
  public void unsubscribe(WorkerSubscription worker) {
    core.dispatcher()
        .unsubscribe(worker, work -> takeBack(work, "its worker has left", true));
  }

  /// The history before a turn that a worker holds; cancelled if the turn is no longer outstanding.
  public CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn) {
    CompletableFuture<List<HistoryEvent>> history = new CompletableFuture<>();
    core.give(
        turn.token().execution().instanceId(),
        new Input.ReadHistory(
            turn.token(),
            events -> {
              if (events == null) {
                history.completeExceptionally(
                    new CancellationException("The turn is no longer outstanding"));
              } else {
                history.complete(events);
              }
            }));
    return history;
  }

  /// The history before a turn that a worker elsewhere holds, in the bytes in which it is stored;
  /// empty if the turn is no longer outstanding. Such turns are offered when what comes before them
  /// is durable, so that the store knows all of it. This reads, and may block.
  public Optional<HistoryRows> historyRows(WorkItem.Turn turn) {
    ExecutionKey execution = turn.token().execution();
    try {
      return Optional.ofNullable(
          InstanceReader.historyRows(
              core.store().reads(core.partitionOf(execution.instanceId())), execution,
              turn.position().events()));
    } catch (StoreException e) {
      core.storeFailed(e);
      throw e;
    }
  }

  /// Takes the answer to a turn.
  public void completeTurn(WorkToken token, TurnResult result) {
    core.dispatcher().answered(token);
    answer(
        token, WorkKind.TURN,
        new Message.CompleteTurn(
            token.execution(), token.sequence(), token.incarnation(),
            limit.check(token.execution().instanceId(), result)));
  }

  /// Takes the answer to an activity.
  public void completeActivity(WorkToken token, TaskOutcome outcome) {
    core.dispatcher().answered(token);
    answer(
        token, WorkKind.ACTIVITY,
        new Message.CompleteActivity(
            token.execution(), token.sequence(), token.attempt(),
            limit.check(token.execution().instanceId(), outcome)));
  }

  /// Takes the answer to a batch of an entity's operations.
  public void completeEntityBatch(WorkToken token, EntityBatchResult result) {
    core.dispatcher().answered(token);
    String problem = limit.batchProblem(token.execution().instanceId(), result);
    answer(
        token, WorkKind.ENTITY,
        problem == null
            ? new Message.CompleteBatch(
                token.execution(), token.sequence(), token.incarnation(),
                limit.check(token.execution().instanceId(), result))
            : new Message.RefuseBatch(
                token.execution(), token.sequence(), token.incarnation(),
                FailureDetails.nonRetriable(PayloadLimit.PAYLOAD_TOO_LARGE, problem)));
  }

  /// Takes an item back unfinished; one that the worker does not hold any more is ignored.
  ///
  /// @param cause why, for people to read
  public void abandon(WorkToken token, String cause) {
    Held work = core.dispatcher().givenBack(token);
    if (work != null) {
      takeBack(work, cause, false);
    }
  }

  /// The next suspect runs only when the answer of this one is durable; otherwise its end could be
  /// counted against this one, too.
  private void answer(WorkToken token, WorkKind kind, Message message) {
    core.give(
        message.instanceId(),
        token.attempt() > Limits.ATTEMPTS_BEFORE_SUSPICION
            ? new Input.Answer(message, () -> core.suspects().answered(token, kind))
            : new Input.Command(message, Dispatcher.NOBODY, null));
  }

  private void takeBack(Held work, String cause, boolean workerLeft) {
    WorkToken token = work.token();
    int workersLost = workerLeft ? core.dispatcher().lost(token) : 0;
    if (workersLost >= SUSPICIOUS_LOSSES) {
      log.atWarn().addKeyValue("instance", token.execution().instanceId())
          .log("Work on '{}' has lost {} workers one after the other; it may be what ends them, "
              + "and comes back after a while that grows", work.function(), workersLost);
    }
    log.atDebug().addKeyValue("instance", token.execution().instanceId())
        .log("Work on '{}' was given back: {}", work.function(), cause);
    core.suspects().answered(token, work.kind());
    core.tell(
        switch (work.kind()) {
          case TURN ->
            new Message.AbandonTurn(
                token.execution(), token.sequence(), token.incarnation(), workersLost);
          case ACTIVITY ->
            new Message.AbandonActivity(
                token.execution(), token.sequence(), token.attempt(), workersLost);
          case ENTITY ->
            new Message.AbandonBatch(
                token.execution(), token.sequence(), token.incarnation(), workersLost);
        },
        Dispatcher.NOBODY);
  }

  /// A worker that throws instead of taking an item has given it back. The exception must not reach
  /// the partition or the committer, which hand items out.
  private final class Guarded implements WorkTaker {
    private final WorkTaker taker;

    Guarded(WorkTaker taker) {
      this.taker = taker;
    }

    @Override
    public boolean hasRoom() {
      return taker.hasRoom();
    }

    @Override
    public void accept(WorkItem item) {
      try {
        taker.accept(item);
      } catch (RuntimeException | Error e) {
        log.warn("Expected a worker to take the function '{}', but it failed; it is offered again",
            item.function().name(), e);
        abandon(item.token(), "its worker failed to take it");
      }
    }

    @Override
    public void forget(ExecutionKey execution) {
      taker.forget(execution);
    }
  }
}
