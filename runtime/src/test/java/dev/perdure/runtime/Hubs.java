package dev.perdure.runtime;

import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.work.WorkTaker;
import dev.perdure.runtime.work.WorkerSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What tests of a whole hub have in common.
final class Hubs {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private Hubs() {}

  /// A worker in this process whose orchestrators answer as the function says and whose activities
  /// give back their input.
  static WorkerSubscription worker(
      TaskHub hub, Set<String> orchestrators, Function<WorkItem.Turn, List<Action>> code) {
    return worker(hub, orchestrators, code, unused -> {});
  }

  /// The same, and it is told of each item before it takes it.
  static WorkerSubscription worker(
      TaskHub hub, Set<String> orchestrators, Function<WorkItem.Turn, List<Action>> code,
      Consumer<WorkItem> taken) {
    WorkTaker taker = new WorkTaker() {
      @Override
      public void accept(WorkItem item) {
        taken.accept(item);
        switch (item) {
          case WorkItem.Turn turn ->
            Thread.startVirtualThread(() -> hub.work().completeTurn(
                turn.token(), new TurnResult(code.apply(turn), null, TurnResult.ALL)));
          case WorkItem.Activity activity ->
            Thread.startVirtualThread(() -> hub.work().completeActivity(
                activity.token(), new TaskOutcome.Succeeded(activity.input())));
          case WorkItem.EntityBatch batch ->
            Thread.startVirtualThread(() -> hub.work().completeEntityBatch(
                batch.token(), Hubs.counted(batch)));
        }
      }

      @Override
      public void forget(ExecutionKey execution) {}
    };
    return hub.work().subscribe(
        new WorkerOffer(orchestrators, Set.of("Echo"), Set.of("counter"), 1_000, 1_000, 1_000),
        taker, true);
  }

  static Action complete(int id, @Nullable String result) {
    return new Action.CompleteOrchestration(
        id, OrchestrationStatus.COMPLETED, result, null, List.of());
  }

  static Action child(int id, String instanceId, String name) {
    return new Action.CreateSubOrchestration(
        id, instanceId, new FunctionRef(name, null), null, null, Map.of());
  }

  static List<Action> actions(Action... actions) {
    return Arrays.asList(actions);
  }

  static StartRequest start(String id, String name, @Nullable Instant at) {
    StartRequest plain = StartRequest.of(id, name, null);
    return new StartRequest(
        id, plain.function(), null, at, plain.tags(), plain.reuse(), null, null);
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Expected the condition to hold within " + PATIENCE);
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// An entity whose state is the number of its operations, which is the result of each, too.
  static EntityBatchResult counted(WorkItem.EntityBatch batch) {
    long count = batch.state() == null ? 0 : Long.parseLong(batch.state());
    List<TaskOutcome> results = new ArrayList<>();
    for (int i = 0; i < batch.operations().size(); i++) {
      results.add(new TaskOutcome.Succeeded(Long.toString(++count)));
    }
    return new EntityBatchResult(results, List.of(), Long.toString(count), null);
  }
}
