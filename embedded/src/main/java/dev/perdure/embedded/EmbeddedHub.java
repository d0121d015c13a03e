package dev.perdure.embedded;

import dev.perdure.model.EntityId;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceState;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.CleanOutcome;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.WorkDesk;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.work.WorkTaker;
import dev.perdure.runtime.work.WorkerSubscription;
import dev.perdure.sdk.port.Hub;
import dev.perdure.sdk.port.WorkSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A task hub in this process: both ports of the SDK, answered by the runtime without a wire
/// between.
///
/// ```java
/// try (EmbeddedHub hub = EmbeddedHub.open(RocksDbStore.open(directory), HubOptions.defaults());
///     DurableTaskWorker worker = new DurableTaskWorker(hub, registry).start();
///     DurableTaskClient client = new DurableTaskClient(hub)) {
///   String id = client.scheduleNewOrchestrationInstance("Greet", "Perdure");
///   client.waitForInstanceCompletion(id, Duration.ofSeconds(10), true);
/// }
/// ```
public final class EmbeddedHub implements Hub, WorkSource, AutoCloseable {
  private final TaskHub hub;

  private EmbeddedHub(TaskHub hub) {
    this.hub = hub;
  }

  /// Opens the hub that the store keeps. The hub owns the store and closes it.
  public static EmbeddedHub open(Store store, HubOptions options) {
    return open(store, new SystemEnv(), options);
  }

  /// Opens the hub that the store keeps, in the given world.
  public static EmbeddedHub open(Store store, Env env, HubOptions options) {
    return new EmbeddedHub(TaskHub.open(store, env, options));
  }

  /// The runtime behind the ports, for fronts that need more than they say.
  public TaskHub taskHub() {
    return hub;
  }

  @Override
  public CompletionStage<Outcome> start(StartRequest request) {
    return hub.start(request);
  }

  @Override
  public CompletionStage<Outcome> raiseEvent(
      String instanceId, String name, @Nullable String input, @Nullable String requestId) {
    return hub.raiseEvent(instanceId, name, input, requestId);
  }

  @Override
  public CompletionStage<Outcome> suspend(String instanceId, @Nullable String reason) {
    return hub.suspend(instanceId, reason);
  }

  @Override
  public CompletionStage<Outcome> resume(String instanceId, @Nullable String reason) {
    return hub.resume(instanceId, reason);
  }

  @Override
  public CompletionStage<Outcome> terminate(
      String instanceId, @Nullable String output, boolean recursive) {
    return hub.terminate(instanceId, output, recursive);
  }

  @Override
  public CompletionStage<Outcome> rewind(String instanceId, @Nullable String reason) {
    return hub.rewind(instanceId, reason);
  }

  @Override
  public CompletionStage<Outcome> restart(String instanceId, boolean newInstanceId) {
    return hub.restart(instanceId, newInstanceId);
  }

  @Override
  public CompletionStage<PurgeOutcome> purge(String instanceId, boolean recursive) {
    return hub.purge(instanceId, recursive);
  }

  @Override
  public CompletionStage<PurgeOutcome> purge(InstanceFilter filter, boolean recursive) {
    return hub.purge(filter, recursive);
  }

  @Override
  public CompletionStage<Optional<InstanceState>> get(String instanceId, boolean fetchPayloads) {
    return hub.get(instanceId, fetchPayloads);
  }

  @Override
  public CompletionStage<Optional<InstanceState>> awaitStart(
      String instanceId, boolean fetchPayloads) {
    return hub.awaitStart(instanceId, fetchPayloads);
  }

  @Override
  public CompletionStage<Optional<InstanceState>> awaitCompletion(
      String instanceId, boolean fetchPayloads) {
    return hub.awaitCompletion(instanceId, fetchPayloads);
  }

  @Override
  public CompletionStage<InstancePage> query(InstanceQuery query) {
    return hub.query(query);
  }

  @Override
  public CompletionStage<Optional<List<HistoryEvent>>> history(String instanceId) {
    return hub.history(instanceId);
  }

  @Override
  public CompletionStage<Outcome> signalEntity(OperationRequest request) {
    return hub.entities().signal(request);
  }

  @Override
  public CompletionStage<OperationAnswer> callEntity(OperationRequest request) {
    return hub.entities().call(request);
  }

  @Override
  public CompletionStage<Optional<EntityState>> getEntity(
      EntityId entity, EntityQuery.Fetch fetch) {
    return hub.entities().get(entity, fetch);
  }

  @Override
  public CompletionStage<Optional<List<InstanceLock>>> locks(String instanceId) {
    return hub.entities().locks(instanceId);
  }

  @Override
  public CompletionStage<EntityPage> queryEntities(EntityQuery query) {
    return hub.entities().query(query);
  }

  @Override
  public CompletionStage<CleanOutcome> cleanEntityStorage(CleanRequest request) {
    return hub.entities().clean(request);
  }

  @Override
  public Subscription subscribe(WorkerOffer offer, WorkHandler handler) {
    WorkDesk desk = hub.work();
    WorkerSubscription worker = desk.subscribe(offer, new HandlerTaker(handler), true);
    return new Subscription() {
      @Override
      public void drain() {
        desk.drain(worker);
      }

      @Override
      public void close() {
        desk.unsubscribe(worker);
      }
    };
  }

  @Override
  public CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn) {
    return hub.work().history(turn);
  }

  @Override
  public void completeTurn(WorkToken token, TurnResult result) {
    hub.work().completeTurn(token, result);
  }

  @Override
  public void completeActivity(WorkToken token, TaskOutcome outcome) {
    hub.work().completeActivity(token, outcome);
  }

  @Override
  public void completeEntityBatch(WorkToken token, EntityBatchResult result) {
    hub.work().completeEntityBatch(token, result);
  }

  @Override
  public void abandon(WorkToken token, String cause) {
    hub.work().abandon(token, cause);
  }

  /// Stops the hub in good order and closes its store. Close workers first, so that what they do is
  /// finished and not given back.
  @Override
  public void close() {
    hub.close();
  }

  /// The runtime's word for a worker, answered by the SDK's.
  private record HandlerTaker(WorkHandler handler) implements WorkTaker {
    @Override
    public void accept(WorkItem item) {
      handler.accept(item);
    }

    @Override
    public void forget(ExecutionKey execution) {
      handler.forget(execution);
    }
  }
}
