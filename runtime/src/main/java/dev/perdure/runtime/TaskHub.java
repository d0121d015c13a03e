package dev.perdure.runtime;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.Identifiers;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.partition.RequestName;
import dev.perdure.runtime.read.HistoryPiece;
import dev.perdure.runtime.read.HistoryPlace;
import dev.perdure.runtime.read.InstanceIndex;
import dev.perdure.runtime.read.InstanceReader;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.work.PendingWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A task hub: the only door for fronts, clients and workers. Requests go to the partition of their
/// instance and are answered when what they say is durable; reads show durable state alone.
///
/// Answers come on the hub's own threads. What depends on a stage must not block there: it goes on
/// with one of the `…Async` methods, or waits for the stage on a thread of its own.
public final class TaskHub implements AutoCloseable {
  private final HubCore core;
  private final RequestCheck check;
  private final EntityDesk entities;
  private final Purges purges;
  private final Housekeeping housekeeping;

  private TaskHub(Store store, Env env, HubOptions options) {
    this.core = new HubCore(store, env, options);
    this.check = new RequestCheck(options);
    this.entities = new EntityDesk(core, check);
    this.purges = new Purges(this, env::execute);
    this.housekeeping = new Housekeeping(purges, core, options);
  }

  /// Opens the hub that the store keeps, and takes up the work that is open in it. The hub owns the
  /// store from now on and closes it.
  public static TaskHub open(Store store, Env env, HubOptions options) {
    TaskHub hub = new TaskHub(store, env, options);
    hub.core.open();
    hub.housekeeping.begin();
    return hub;
  }

  /// The work side of the hub.
  public WorkDesk work() {
    return core.desk();
  }

  /// The entities of the hub.
  public EntityDesk entities() {
    return entities;
  }

  /// Starts an orchestration.
  public CompletionStage<Outcome> start(StartRequest request) {
    Outcome problem = check.start(request);
    if (problem != null) {
      return CompletableFuture.completedFuture(problem);
    }
    Env env = core.env();
    String id = request.instanceId();
    if (id == null) {
      id = request.requestId() == null ? env.newId() : RequestIds.instanceId(request.requestId());
    }
    var start = new Message.StartOrchestration(
        new ExecutionKey(id, env.newId()), request.function(), request.input(),
        request.startAt(), request.tags(), request.trace(), null, request.reuse());
    return core.ask(start, RequestName.of(request.requestId(), start));
  }

  /// Sends an external event.
  ///
  /// @param requestId names the request, so that a repeat delivers nothing
  public CompletionStage<Outcome> raiseEvent(
      String instanceId, String name, @Nullable String input, @Nullable String requestId) {
    Outcome problem = check.event(instanceId, name, input, requestId);
    if (problem != null) {
      return CompletableFuture.completedFuture(problem);
    }
    var event = new Message.RaiseEvent(instanceId, name, input);
    return core.ask(
        event, RequestName.of(requestId == null ? null : Keys.eventName(requestId), event));
  }

  /// Holds an instance.
  public CompletionStage<Outcome> suspend(String instanceId, @Nullable String reason) {
    return control(instanceId, reason, new Message.SuspendOrchestration(instanceId, reason));
  }

  /// Lets a suspended instance go on.
  public CompletionStage<Outcome> resume(String instanceId, @Nullable String reason) {
    return control(instanceId, reason, new Message.ResumeOrchestration(instanceId, reason));
  }

  /// Ends an instance at once.
  public CompletionStage<Outcome> terminate(
      String instanceId, @Nullable String output, boolean recursive) {
    return control(
        instanceId, output,
        new Message.TerminateOrchestration(instanceId, null, output, recursive));
  }

  /// Runs a failed instance again from its failures.
  public CompletionStage<Outcome> rewind(String instanceId, @Nullable String reason) {
    return control(
        instanceId, reason,
        new Message.RewindOrchestration(
            instanceId, core.env().newId(), null, reason, null));
  }

  /// Runs an instance again from its input.
  ///
  /// @param newInstanceId whether the new run gets an id of its own
  public CompletionStage<Outcome> restart(String instanceId, boolean newInstanceId) {
    if (!newInstanceId) {
      return control(
          instanceId, null,
          new Message.RestartOrchestration(instanceId, core.env().newId()));
    }
    return get(instanceId, true).thenCompose(
        state -> state
            .map(found -> start(again(found)))
            .orElseGet(
                () -> CompletableFuture.completedFuture(new Outcome.NotFound(instanceId))));
  }

  /// Removes an ended instance.
  public CompletionStage<PurgeOutcome> purge(String instanceId, boolean recursive) {
    return purges.one(instanceId, recursive);
  }

  /// Removes all ended instances that match.
  public CompletionStage<PurgeOutcome> purge(InstanceFilter filter, boolean recursive) {
    return purges.all(filter, recursive);
  }

  /// Ends and removes everything: all orchestrations, and all entities with their state, locks and
  /// messages, those for later included. Callers of entities that still wait are refused. What is
  /// started meanwhile may be removed, too; nothing that was there before comes back.
  ///
  /// @return whether the hub was empty at one moment; if not, it is stopping, or others keep adding
  public CompletionStage<Boolean> empty() {
    Instant begun = core.env().now();
    return new Emptying(this, core).begin().thenApply(empty -> {
      // Otherwise the repeat of an old request would be told of an instance that is gone.
      housekeeping.forgetRequestsBefore(begun);
      return empty;
    });
  }

  /// Reads an instance.
  public CompletionStage<Optional<InstanceState>> get(String instanceId, boolean fetchPayloads) {
    return read(() -> state(instanceId, fetchPayloads));
  }

  /// Waits until the instance is no longer pending. Cancelling the future ends the wait.
  public CompletionStage<Optional<InstanceState>> awaitStart(
      String instanceId, boolean fetchPayloads) {
    return await(
        instanceId, fetchPayloads, state -> state.status() != OrchestrationStatus.PENDING);
  }

  /// Waits until the instance has ended. Cancelling the future ends the wait.
  public CompletionStage<Optional<InstanceState>> awaitCompletion(
      String instanceId, boolean fetchPayloads) {
    return await(instanceId, fetchPayloads, state -> state.status().isTerminal());
  }

  /// Lists instances.
  public CompletionStage<InstancePage> query(InstanceQuery query) {
    return read(
        () -> {
          try (Snapshot snapshot = core.store().snapshot()) {
            return InstanceIndex.page(snapshot, core.partitions(), query);
          }
        });
  }

  /// Reads the history of an instance's present execution.
  public CompletionStage<Optional<List<HistoryEvent>>> history(String instanceId) {
    return read(
        () -> {
          try (Snapshot snapshot = core.store().snapshot()) {
            Reads rows = snapshot.partition(core.partitionOf(instanceId));
            Orchestration row = InstanceReader.row(rows, instanceId);
            return Optional.ofNullable(row).map(found -> InstanceReader.history(rows, found));
          }
        });
  }

  /// Finds where the history of an instance's present execution begins, for [#historyPiece].
  ///
  /// @param executionId the execution that is meant, absent for whichever is the present one
  public CompletionStage<Optional<HistoryPlace>> historyBeginning(
      String instanceId, @Nullable String executionId) {
    return read(
        () -> {
          if (Identifiers.instanceIdProblem(instanceId) != null) {
            return Optional.empty();
          }
          Orchestration row = InstanceReader.row(
              core.store().reads(core.partitionOf(instanceId)), instanceId);
          boolean meant = row != null && (executionId == null
              || executionId.equals(row.execution().executionId()));
          return row == null || !meant
              ? Optional.empty()
              : Optional.of(new HistoryPlace(row.execution(), row.progress().rows(), 0, 0));
        });
  }

  /// Reads the events of a history from a place on, in the bytes in which they are stored. Nothing
  /// is held between two pieces; if the execution is replaced or removed meanwhile there are no
  /// more.
  ///
  /// @param bytes the most that the piece may take, unless its one event takes more
  public CompletionStage<Optional<HistoryPiece>> historyPiece(HistoryPlace place, int bytes) {
    return read(
        () -> Optional.ofNullable(
            HistoryPiece.read(
                core.store().reads(core.partitionOf(place.execution().instanceId())), place,
                bytes)));
  }

  /// Lets a watcher hear of every change of an instance from now on.
  public void watch(InstanceWatcher watcher) {
    core.watchers().add(watcher);
  }

  /// Ends what [#watch] began.
  public void unwatch(InstanceWatcher watcher) {
    core.watchers().remove(watcher);
  }

  /// How many callers wait for the start or the end of an instance.
  public int waiting() {
    return core.waiters().size();
  }

  /// The work that waits because no worker offers its function.
  public List<PendingWork> pendingWork() {
    return core.dispatcher().pending();
  }

  /// Whether all partitions are open and the store works.
  public boolean serving() {
    return core.serving();
  }

  /// Completes, with the cause, if the store fails: the hub answers nothing any more, and has to be
  /// opened anew.
  public CompletionStage<Throwable> failure() {
    return core.failure();
  }

  /// Begins to stop in good order: no request is taken any more, and what has been taken is
  /// committed. Completes when that is done, or has taken too long; [#close] does not wait then.
  public CompletionStage<@Nullable Void> leave() {
    housekeeping.end();
    return core.leave();
  }

  /// Stops in good order: what has been taken is committed, and the store is closed. Closing twice
  /// is harmless.
  @Override
  public void close() {
    leave();
    core.close();
  }

  CompletionStage<Outcome> purgeRow(String instanceId) {
    return core.ask(new Message.PurgeOrchestration(instanceId), null);
  }

  private CompletionStage<Outcome> control(
      String instanceId, @Nullable String text, Message message) {
    Outcome problem = check.control(instanceId, text);
    return problem == null
        ? core.ask(message, null)
        : CompletableFuture.completedFuture(problem);
  }

  private StartRequest again(InstanceState state) {
    InstanceState.Payloads payloads = state.payloads();
    StartRequest plain = StartRequest.of(null, state.function().name(),
        payloads == null ? null : payloads.input());
    return new StartRequest(
        null, state.function(), plain.input(), null, state.tags(), plain.reuse(), null, null);
  }

  private CompletionStage<Optional<InstanceState>> await(
      String instanceId, boolean fetchPayloads, Predicate<InstanceState> enough) {
    Function<String, Optional<InstanceState>> glance = id -> state(id, false);
    Function<String, Optional<InstanceState>> read = fetchPayloads ? id -> state(id, true) : glance;
    return core.waiters().await(instanceId, glance, enough, read);
  }

  private Optional<InstanceState> state(String instanceId, boolean fetchPayloads) {
    if (Identifiers.instanceIdProblem(instanceId) != null) {
      return Optional.empty();
    }
    try {
      Reads rows = core.store().reads(core.partitionOf(instanceId));
      return InstanceReader.state(rows, instanceId, fetchPayloads);
    } catch (StoreException e) {
      core.storeFailed(e);
      throw e;
    }
  }

  private <T> CompletionStage<T> read(Supplier<T> reading) {
    try {
      return CompletableFuture.completedFuture(reading.get());
    } catch (StoreException e) {
      core.storeFailed(e);
      return CompletableFuture.failedFuture(e);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
