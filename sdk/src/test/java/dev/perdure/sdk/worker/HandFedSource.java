package dev.perdure.sdk.worker;

import dev.perdure.model.Action;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.sdk.port.WorkSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A work source into which a test puts turns by hand. It keeps the histories as the engine would.
final class HandFedSource implements WorkSource {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final long PATIENCE_SECONDS = 10;

  final AtomicInteger historyReads = new AtomicInteger();
  final AtomicInteger staleAnswers = new AtomicInteger();
  final BlockingQueue<String> abandoned = new LinkedBlockingQueue<>();
  private final Map<String, Instance> instances = new ConcurrentHashMap<>();
  private final BlockingQueue<TurnResult> results = new LinkedBlockingQueue<>();
  final BlockingQueue<TaskOutcome> outcomes = new LinkedBlockingQueue<>();
  private final BlockingQueue<EntityBatchResult> batches = new LinkedBlockingQueue<>();
  private @Nullable WorkHandler handler;
  private long incarnation = 1;

  /// A partition that was opened anew: sessions of before must not go on.
  void reopen() {
    incarnation++;
  }

  void forget(String id) {
    handler().forget(instance(id).key);
  }

  /// Offers a turn with these events and gives the answer.
  TurnResult turn(String id, EventBody... bodies) {
    offer(id, bodies);
    return nextResult();
  }

  TurnResult start(String id, @Nullable String input) {
    return turn(id, started(id, input));
  }

  static EventBody started(String id, @Nullable String input) {
    return new EventBody.ExecutionStarted(new ExecutionKey(id, "e-" + id),
        new FunctionRef("Flow", null), input, null, null, null, Map.of());
  }

  void offer(String id, EventBody... bodies) {
    Instance instance = instance(id);
    List<HistoryEvent> events = new ArrayList<>();
    events.add(HistoryEvent.of(NOW, new EventBody.OrchestratorStarted()));
    for (EventBody body : bodies) {
      events.add(HistoryEvent.of(NOW, body));
    }
    WorkItem.Turn turn;
    synchronized (instance) {
      WorkToken token = new WorkToken(instance.key, ++instance.sequence, incarnation, 1);
      turn = new WorkItem.Turn(token, new FunctionRef("Flow", null),
          new HistoryPosition(incarnation, instance.history.size()), events);
      instance.outstanding = turn;
    }
    handler().accept(turn);
  }

  TurnResult nextResult() {
    return next(results);
  }

  TaskOutcome activity(String name, @Nullable String input) {
    offerActivity(name, input);
    return next(outcomes);
  }

  void offerActivity(String name, @Nullable String input) {
    WorkToken token = new WorkToken(new ExecutionKey("i", "e"), 1, 1, 2);
    handler().accept(new WorkItem.Activity(
        token, new FunctionRef(name, null), "", 7, input, Map.of("k", "v"), null));
  }

  /// Offers operations of an entity and gives the answer.
  EntityBatchResult operations(String entity, @Nullable String state, EventBody... operations) {
    WorkToken token = new WorkToken(new ExecutionKey(entity, "e"), 1, 1, 1);
    List<HistoryEvent> events = new ArrayList<>();
    for (EventBody operation : operations) {
      events.add(HistoryEvent.of(NOW, operation));
    }
    handler().accept(
        new WorkItem.EntityBatch(
            token, new FunctionRef(EntityId.parse(entity).name(), null), state, events));
    return next(batches);
  }

  @Override
  public void completeEntityBatch(WorkToken token, EntityBatchResult result) {
    batches.add(result);
  }

  @Override
  public Subscription subscribe(WorkerOffer offer, WorkHandler workHandler) {
    handler = workHandler;
    return new Subscription() {
      @Override
      public void drain() {}

      @Override
      public void close() {}
    };
  }

  @Override
  public CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn) {
    historyReads.incrementAndGet();
    Instance instance = instance(turn.token().execution().instanceId());
    synchronized (instance) {
      return CompletableFuture
          .completedStage(List.copyOf(instance.history.subList(0, turn.position().events())));
    }
  }

  @Override
  public void completeTurn(WorkToken token, TurnResult result) {
    Instance instance = instance(token.execution().instanceId());
    synchronized (instance) {
      WorkItem.Turn turn = instance.outstanding;
      if (turn == null || !turn.token().equals(token)) {
        staleAnswers.incrementAndGet();
        return;
      }
      instance.outstanding = null;
      instance.history.addAll(turn.newEvents());
      result.actions().forEach(action -> record(instance, action));
    }
    results.add(result);
  }

  @Override
  public void completeActivity(WorkToken token, TaskOutcome outcome) {
    outcomes.add(outcome);
  }

  @Override
  public void abandon(WorkToken token, String cause) {
    abandoned.add(cause);
  }

  private static void record(Instance instance, Action action) {
    EventBody body = switch (action) {
      case Action.ScheduleTask it ->
        new EventBody.TaskScheduled(it.function(), it.input(), it.trace(), it.tags());
      case Action.CreateTimer it -> new EventBody.TimerCreated(it.fireAt());
      case Action.CompleteOrchestration it ->
        new EventBody.ExecutionCompleted(it.status(), it.result(), it.failure());
      case Action.CreateSubOrchestration unused -> null;
      case Action.SendEvent unused -> null;
      case Action.TerminateOrchestration unused -> null;
      case Action.CancelTimer unused -> null;
      case Action.ContinueAsNew unused -> null;
      case Action.SignalEntity it -> it.signal();
      case Action.CallEntity it -> it.call();
      case Action.LockEntities it -> it.request();
      case Action.UnlockEntity it -> it.unlock();
    };
    if (body != null) {
      instance.history.add(new HistoryEvent(action.id(), NOW, body));
    }
  }

  private Instance instance(String id) {
    return instances.computeIfAbsent(id, Instance::new);
  }

  private WorkHandler handler() {
    if (handler == null) {
      throw new IllegalStateException("Expected a worker");
    }
    return handler;
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("Expected an answer within " + PATIENCE_SECONDS + " seconds");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Instance {
    final ExecutionKey key;
    final List<HistoryEvent> history = new ArrayList<>();
    WorkItem.@Nullable Turn outstanding;
    long sequence;

    Instance(String id) {
      key = new ExecutionKey(id, "e-" + id);
    }
  }
}
