package dev.perdure.sdk.client;

import dev.perdure.model.EntityId;
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
import dev.perdure.sdk.port.Hub;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A hub that notes what it is asked and answers what it was told to.
final class RecordingHub implements Hub {
  final List<Object> calls = new ArrayList<>();
  CompletableFuture<Optional<InstanceState>> waited = new CompletableFuture<>();
  PurgeOutcome purged = new PurgeOutcome(0, null);
  OperationAnswer operationAnswer = new OperationAnswer.Performed(
      new TaskOutcome.Succeeded("7"));
  Optional<EntityState> entityState = Optional.empty();
  List<InstanceLock> locks = List.of();
  private Outcome outcome = new Outcome.Unavailable("nothing was told");

  void answer(Outcome answer) {
    outcome = answer;
  }

  private CompletionStage<Outcome> note(Object call) {
    calls.add(call);
    return CompletableFuture.completedStage(outcome);
  }

  @Override
  public CompletionStage<Outcome> start(StartRequest request) {
    return note(request);
  }

  @Override
  public CompletionStage<Outcome> raiseEvent(
      String instanceId, String name, @Nullable String input, @Nullable String requestId) {
    return note("event " + instanceId + " " + name + " " + input);
  }

  @Override
  public CompletionStage<Outcome> signalEntity(OperationRequest request) {
    return note(request);
  }

  @Override
  public CompletionStage<OperationAnswer> callEntity(OperationRequest request) {
    calls.add(request);
    return CompletableFuture.completedStage(operationAnswer);
  }

  @Override
  public CompletionStage<Optional<EntityState>> getEntity(
      EntityId entity, EntityQuery.Fetch fetch) {
    calls.add("entity " + entity + " " + fetch);
    return CompletableFuture.completedStage(entityState);
  }

  @Override
  public CompletionStage<EntityPage> queryEntities(EntityQuery query) {
    calls.add(query);
    return CompletableFuture.completedStage(
        new EntityPage(entityState.stream().toList(), "next"));
  }

  @Override
  public CompletionStage<Optional<List<InstanceLock>>> locks(String instanceId) {
    calls.add("locks " + instanceId);
    return CompletableFuture.completedStage(
        instanceId.equals("nobody") ? Optional.empty() : Optional.of(locks));
  }

  @Override
  public CompletionStage<CleanOutcome> cleanEntityStorage(CleanRequest request) {
    calls.add(request);
    return CompletableFuture.completedStage(new CleanOutcome(1, 2));
  }

  @Override
  public CompletionStage<Outcome> suspend(String instanceId, @Nullable String reason) {
    return note("suspend " + instanceId);
  }

  @Override
  public CompletionStage<Outcome> resume(String instanceId, @Nullable String reason) {
    return note("resume " + instanceId);
  }

  @Override
  public CompletionStage<Outcome> terminate(
      String instanceId, @Nullable String output, boolean recursive) {
    return note("terminate " + instanceId);
  }

  @Override
  public CompletionStage<Outcome> rewind(String instanceId, @Nullable String reason) {
    return note("rewind " + instanceId);
  }

  @Override
  public CompletionStage<Outcome> restart(String instanceId, boolean newInstanceId) {
    return note("restart " + instanceId);
  }

  @Override
  public CompletionStage<PurgeOutcome> purge(String instanceId, boolean recursive) {
    return CompletableFuture.completedStage(purged);
  }

  @Override
  public CompletionStage<PurgeOutcome> purge(InstanceFilter filter, boolean recursive) {
    return CompletableFuture.completedStage(purged);
  }

  @Override
  public CompletionStage<Optional<InstanceState>> get(String instanceId, boolean fetchPayloads) {
    return waited;
  }

  @Override
  public CompletionStage<Optional<InstanceState>> awaitStart(
      String instanceId, boolean fetchPayloads) {
    return waited;
  }

  @Override
  public CompletionStage<Optional<InstanceState>> awaitCompletion(
      String instanceId, boolean fetchPayloads) {
    return waited;
  }

  @Override
  public CompletionStage<InstancePage> query(InstanceQuery query) {
    calls.add(query);
    return CompletableFuture.completedStage(new InstancePage(List.of(), null));
  }

  @Override
  public CompletionStage<Optional<List<HistoryEvent>>> history(String instanceId) {
    return CompletableFuture.completedStage(Optional.empty());
  }
}
