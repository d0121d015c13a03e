package dev.perdure.runtime;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.request.CleanOutcome;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.partition.RequestName;
import dev.perdure.runtime.read.EntityIndex;
import dev.perdure.runtime.read.EntityReader;
import dev.perdure.runtime.read.InstanceReader;
import dev.perdure.runtime.rows.CallAnswerRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The door to the entities of a hub. What was said of [TaskHub] holds here, too: requests are
/// answered when what they say is durable, and reads show durable state alone.
public final class EntityDesk {
  private final HubCore core;
  private final RequestCheck check;

  EntityDesk(HubCore core, RequestCheck check) {
    this.core = core;
    this.check = check;
  }

  /// Lets an entity perform an operation. The answer says that it was taken.
  public CompletionStage<Outcome> signal(OperationRequest request) {
    Outcome problem = check.operation(request);
    if (problem != null) {
      return CompletableFuture.completedFuture(problem);
    }
    var signal = new Message.SignalEntity(
        request.entity().instanceId(),
        new EventBody.EntityOperationSignaled(
            id(request), request.operation(), request.scheduledTime(), request.input(), null));
    return core.ask(signal, RequestName.of(request.requestId(), signal));
  }

  /// Lets an entity perform an operation, and waits for its result. Cancelling the future ends the
  /// wait and nothing else.
  public CompletionStage<OperationAnswer> call(OperationRequest request) {
    Outcome problem = check.operation(request);
    if (problem != null) {
      return CompletableFuture.completedFuture(new OperationAnswer.Refused(problem));
    }
    String entity = request.entity().instanceId();
    String id = id(request);
    // Waits first: the answer to a repeated request may come at any moment.
    CompletableFuture<OperationAnswer> waiting = core.callers().await(entity, id);
    var call = new Message.CallEntity(
        entity,
        new EventBody.EntityOperationCalled(
            id, request.operation(), request.scheduledTime(), request.input(), null, null));
    String name = request.requestId() == null ? null : Keys.callName(request.requestId());
    CompletableFuture<Outcome> asked = core.ask(call, RequestName.of(name, call));
    // Not before the request itself was taken: the answer may be to another one of the same name.
    CompletableFuture<OperationAnswer> answer = new CompletableFuture<>();
    CompletableFuture<?> unusedStages = CompletableFuture.allOf(
        asked.thenAccept(outcome -> taken(request, outcome, answer)),
        asked.thenCompose(unused -> waiting).thenAccept(answer::complete),
        answer.whenComplete((unused, failure) -> waiting.cancel(false)));
    return answer;
  }

  private void taken(
      OperationRequest request, Outcome outcome, CompletableFuture<OperationAnswer> answer) {
    if (!(outcome instanceof Outcome.Accepted)) {
      answer.complete(new OperationAnswer.Refused(outcome));
    } else if (request.requestId() != null) {
      byte[] key = Keys.callAnswer(
          request.entity().instanceId(), Keys.callName(request.requestId()));
      byte[] row = rows(request.entity(), rows -> rows.get(key));
      if (row != null) {
        answer.complete(new OperationAnswer.Performed(CallAnswerRow.decode(row)));
      }
    }
  }

  /// Reads an entity. One without state does not exist.
  public CompletionStage<Optional<EntityState>> get(EntityId entity, boolean fetchState) {
    return get(entity, new EntityQuery.Fetch(fetchState, false));
  }

  /// Reads an entity. One without state does not exist, and is read only if transient ones are
  /// asked for.
  public CompletionStage<Optional<EntityState>> get(EntityId entity, EntityQuery.Fetch fetch) {
    return read(snapshot -> {
      Reads rows = snapshot.partition(core.partitionOf(entity.instanceId()));
      EntityHeader row = EntityReader.row(rows, entity.instanceId());
      return row == null || !(row.exists() || fetch.transients())
          ? Optional.empty()
          : Optional.of(EntityReader.state(rows, row, fetch));
    });
  }

  /// Lists entities.
  public CompletionStage<EntityPage> query(EntityQuery query) {
    return read(snapshot -> EntityIndex.page(snapshot, core.partitions(), query));
  }

  /// The locks that an orchestration holds and has asked for, in the order in which it gets them;
  /// nothing if there is no such orchestration.
  public CompletionStage<Optional<List<InstanceLock>>> locks(String instanceId) {
    return read(
        snapshot -> Optional
            .ofNullable(EntityReader.locks(snapshot, core::partitionOf, instanceId)));
  }

  /// Removes the rows of entities without state, lock and messages, and releases the locks of
  /// orchestrations that do not run any more. There should be none of both: they go by themselves.
  /// The answer counts what was done.
  public CompletionStage<CleanOutcome> clean(CleanRequest request) {
    return read(snapshot -> toClean(snapshot, request)).thenCompose(this::clean);
  }

  private List<Message.CleanEntity> toClean(Snapshot snapshot, CleanRequest request) {
    List<Message.CleanEntity> cleaning = new ArrayList<>();
    EntityIndex.all(snapshot, core.partitions(), row -> {
      String id = row.execution().instanceId();
      EntityLock lock = row.lock();
      if (request.removeEmpty() && row.isEmpty()) {
        cleaning.add(new Message.CleanEntity(id, null));
      } else if (request.releaseOrphans() && lock != null && !lock.leaving()
          && !runs(snapshot, lock.owner().execution())) {
        cleaning.add(new Message.CleanEntity(id, lock));
      }
    });
    return cleaning;
  }

  private boolean runs(Snapshot snapshot, ExecutionKey owner) {
    Reads rows = snapshot.partition(core.partitionOf(owner.instanceId()));
    Orchestration row = InstanceReader.row(rows, owner.instanceId());
    return row != null && row.execution().equals(owner) && !row.status().isTerminal();
  }

  private CompletionStage<CleanOutcome> clean(List<Message.CleanEntity> cleaning) {
    CompletableFuture<CleanOutcome> done = CompletableFuture.completedFuture(
        new CleanOutcome(0, 0));
    for (Message.CleanEntity message : cleaning) {
      done = done.thenCombine(core.ask(message, null), (before, outcome) -> {
        boolean cleaned = outcome instanceof Outcome.Accepted;
        boolean lock = message.orphan() != null;
        return new CleanOutcome(
            before.removed() + (cleaned && !lock ? 1 : 0),
            before.released() + (cleaned && lock ? 1 : 0));
      });
    }
    return done;
  }

  private String id(OperationRequest request) {
    return request.requestId() == null ? core.env().newId() : request.requestId();
  }

  private <T> @Nullable T rows(EntityId entity, Function<Reads, @Nullable T> reading) {
    try {
      return reading.apply(core.store().reads(core.partitionOf(entity.instanceId())));
    } catch (StoreException e) {
      core.storeFailed(e);
      throw e;
    }
  }

  private <T> CompletionStage<T> read(Function<Snapshot, T> reading) {
    try (Snapshot snapshot = core.store().snapshot()) {
      return CompletableFuture.completedFuture(reading.apply(snapshot));
    } catch (StoreException e) {
      core.storeFailed(e);
      return CompletableFuture.failedFuture(e);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
