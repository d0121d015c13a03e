package dev.perdure.protocol.remote;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.StringValue;
import dev.perdure.model.EntityId;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceState;
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
import dev.perdure.protocol.EntityMessages;
import dev.perdure.protocol.InstanceMessages;
import dev.perdure.protocol.LockMessages;
import dev.perdure.protocol.QueryMessages;
import dev.perdure.protocol.StartMessages;
import dev.perdure.protocol.message.CleanEntityStorageRequest;
import dev.perdure.protocol.message.CleanEntityStorageResponse;
import dev.perdure.protocol.message.CreateInstanceResponse;
import dev.perdure.protocol.message.GetEntityResponse;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.PurgeInstancesRequest;
import dev.perdure.protocol.message.PurgeInstancesResponse;
import dev.perdure.protocol.message.QueryEntitiesRequest;
import dev.perdure.protocol.message.QueryEntitiesResponse;
import dev.perdure.protocol.message.QueryInstancesRequest;
import dev.perdure.protocol.message.QueryInstancesResponse;
import dev.perdure.protocol.message.RaiseEventRequest;
import dev.perdure.protocol.message.RestartInstanceRequest;
import dev.perdure.protocol.message.RestartInstanceResponse;
import dev.perdure.protocol.message.ResumeRequest;
import dev.perdure.protocol.message.RewindInstanceRequest;
import dev.perdure.protocol.message.SuspendRequest;
import dev.perdure.protocol.message.TerminateRequest;
import dev.perdure.sdk.port.Hub;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A task hub elsewhere, as a client sees it.
///
/// ```java
/// DurableTaskClient client = new DurableTaskClient(new RemoteHub(channel));
/// DurableTaskWorker worker = new DurableTaskWorker(new RemoteWork(channel), registry).start();
/// ```
///
/// The protocol says less than the port: an accepted request names its instance without the
/// execution, request ids are not sent, a refusal does not tell the status of the instance, and
/// filters by name and by tags are refused with an [IllegalArgumentException].
public final class RemoteHub implements Hub {
  private final Calls calls;

  /// A hub behind a channel, which stays the caller's to close.
  public RemoteHub(Channel channel) {
    this.calls = Calls.ofClient(channel);
  }

  @Override
  public CompletionStage<Outcome> start(StartRequest request) {
    String asked = request.instanceId() == null ? "" : request.instanceId();
    return outcome(
        "StartInstance", StartMessages.message(request), asked,
        bytes -> CreateInstanceResponse.parseFrom(bytes).getInstanceId());
  }

  @Override
  public CompletionStage<Outcome> raiseEvent(
      String instanceId, String name, @Nullable String input, @Nullable String requestId) {
    RaiseEventRequest.Builder request = RaiseEventRequest.newBuilder()
        .setInstanceId(instanceId).setName(name);
    if (input != null) {
      request.setInput(StringValue.of(input));
    }
    return control("RaiseEvent", request.build(), instanceId);
  }

  @Override
  public CompletionStage<Outcome> suspend(String instanceId, @Nullable String reason) {
    SuspendRequest.Builder request = SuspendRequest.newBuilder().setInstanceId(instanceId);
    if (reason != null) {
      request.setReason(StringValue.of(reason));
    }
    return control("SuspendInstance", request.build(), instanceId);
  }

  @Override
  public CompletionStage<Outcome> resume(String instanceId, @Nullable String reason) {
    ResumeRequest.Builder request = ResumeRequest.newBuilder().setInstanceId(instanceId);
    if (reason != null) {
      request.setReason(StringValue.of(reason));
    }
    return control("ResumeInstance", request.build(), instanceId);
  }

  @Override
  public CompletionStage<Outcome> terminate(
      String instanceId, @Nullable String output, boolean recursive) {
    TerminateRequest.Builder request = TerminateRequest.newBuilder()
        .setInstanceId(instanceId).setRecursive(recursive);
    if (output != null) {
      request.setOutput(StringValue.of(output));
    }
    return control("TerminateInstance", request.build(), instanceId);
  }

  @Override
  public CompletionStage<Outcome> rewind(String instanceId, @Nullable String reason) {
    RewindInstanceRequest.Builder request = RewindInstanceRequest.newBuilder()
        .setInstanceId(instanceId);
    if (reason != null) {
      request.setReason(StringValue.of(reason));
    }
    return control("RewindInstance", request.build(), instanceId);
  }

  @Override
  public CompletionStage<Outcome> restart(String instanceId, boolean newInstanceId) {
    RestartInstanceRequest request = RestartInstanceRequest.newBuilder()
        .setInstanceId(instanceId).setRestartWithNewInstanceId(newInstanceId).build();
    return outcome(
        "RestartInstance", request, instanceId,
        bytes -> RestartInstanceResponse.parseFrom(bytes).getInstanceId());
  }

  @Override
  public CompletionStage<PurgeOutcome> purge(String instanceId, boolean recursive) {
    PurgeInstancesRequest request = PurgeInstancesRequest.newBuilder()
        .setInstanceId(instanceId).setRecursive(recursive).setIsOrchestration(true).build();
    return purged(request).exceptionally(
        failure -> new PurgeOutcome(0, Refusals.outcome(failure, instanceId)));
  }

  @Override
  public CompletionStage<PurgeOutcome> purge(InstanceFilter filter, boolean recursive) {
    return purged(
        PurgeInstancesRequest.newBuilder()
            .setPurgeInstanceFilter(QueryMessages.purge(filter)).setRecursive(recursive).build());
  }

  @Override
  public CompletionStage<Optional<InstanceState>> get(String instanceId, boolean fetchPayloads) {
    return state("GetInstance", instanceId, fetchPayloads);
  }

  @Override
  public CompletionStage<Optional<InstanceState>> awaitStart(
      String instanceId, boolean fetchPayloads) {
    return state("WaitForInstanceStart", instanceId, fetchPayloads);
  }

  @Override
  public CompletionStage<Optional<InstanceState>> awaitCompletion(
      String instanceId, boolean fetchPayloads) {
    return state("WaitForInstanceCompletion", instanceId, fetchPayloads);
  }

  @Override
  public CompletionStage<InstancePage> query(InstanceQuery query) {
    QueryInstancesRequest request;
    try {
      request = QueryInstancesRequest.newBuilder().setQuery(QueryMessages.message(query)).build();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    return answer(
        "QueryInstances", request,
        bytes -> QueryMessages.read(
            QueryInstancesResponse.parseFrom(bytes), query.fetchPayloads()));
  }

  @Override
  public CompletionStage<Optional<List<HistoryEvent>>> history(String instanceId) {
    return Histories.fetch(calls, instanceId, null)
        .handle((events, failure) -> {
          if (failure == null) {
            return Optional.of(events);
          }
          if (Refusals.status(failure).getCode() == Status.Code.NOT_FOUND) {
            return Optional.empty();
          }
          throw Refusals.failure(failure);
        });
  }

  @Override
  public CompletionStage<Outcome> signalEntity(OperationRequest request) {
    return control(
        "SignalEntity", EntityMessages.message(request), request.entity().instanceId());
  }

  /// The protocol lets only orchestrations call entities.
  @Override
  public CompletionStage<OperationAnswer> callEntity(OperationRequest request) {
    return CompletableFuture.completedFuture(
        new OperationAnswer.Refused(
            new Outcome.Invalid(
                "Expected a signal: over this protocol only orchestrations call entities")));
  }

  @Override
  public CompletionStage<Optional<EntityState>> getEntity(
      EntityId entity, EntityQuery.Fetch fetch) {
    return answer(
        "GetEntity",
        EntityMessages.message(entity, fetch),
        bytes -> EntityMessages.read(GetEntityResponse.parseFrom(bytes)));
  }

  @Override
  public CompletionStage<EntityPage> queryEntities(EntityQuery query) {
    return answer(
        "QueryEntities",
        QueryEntitiesRequest.newBuilder().setQuery(EntityMessages.message(query)).build(),
        bytes -> EntityMessages.read(QueryEntitiesResponse.parseFrom(bytes)));
  }

  @Override
  public CompletionStage<Optional<List<InstanceLock>>> locks(String instanceId) {
    return answer(
        "GetInstance",
        GetInstanceRequest.newBuilder().setInstanceId(instanceId).setGetLocks(true).build(),
        bytes -> {
          GetInstanceResponse response = GetInstanceResponse.parseFrom(bytes);
          if (response.getExists() && !response.hasLocks()) {
            throw new UnsupportedOperationException(
                "Expected a server that tells locks, but this one does not");
          }
          return response.getExists()
              ? Optional.of(LockMessages.read(response.getLocks()))
              : Optional.empty();
        });
  }

  @Override
  public CompletionStage<CleanOutcome> cleanEntityStorage(CleanRequest request) {
    return answer(
        "CleanEntityStorage",
        CleanEntityStorageRequest.newBuilder()
            .setRemoveEmptyEntities(request.removeEmpty())
            .setReleaseOrphanedLocks(request.releaseOrphans()).build(),
        bytes -> {
          CleanEntityStorageResponse response = CleanEntityStorageResponse.parseFrom(bytes);
          return new CleanOutcome(
              response.getEmptyEntitiesRemoved(), response.getOrphanedLocksReleased());
        });
  }

  private <T> CompletionStage<T> answer(String method, MessageLite request, Parser<T> parser) {
    return calls.unary(method, request.toByteArray()).handle((bytes, failure) -> {
      if (failure != null) {
        throw Refusals.failure(failure);
      }
      return parsed(bytes, parser);
    });
  }

  /// Reads an answer.
  private interface Parser<T> {
    T parse(byte[] bytes) throws InvalidProtocolBufferException;
  }

  private CompletionStage<Outcome> control(
      String method, MessageLite request, String instanceId) {
    return outcome(method, request, instanceId, bytes -> instanceId);
  }

  private CompletionStage<Outcome> outcome(
      String method, MessageLite request, String instanceId, Parser<String> id) {
    return calls.unary(method, request.toByteArray())
        .<Outcome>thenApply(
            bytes -> new Outcome.Accepted(new ExecutionKey(parsed(bytes, id), "")))
        .exceptionally(failure -> Refusals.outcome(failure, instanceId));
  }

  private CompletableFuture<PurgeOutcome> purged(PurgeInstancesRequest request) {
    return calls.unary("PurgeInstances", request.toByteArray()).thenApply(
        bytes -> parsed(
            bytes,
            it -> new PurgeOutcome(
                PurgeInstancesResponse.parseFrom(it).getDeletedInstanceCount(), null)));
  }

  /// Cancelling the answer ends the call, which it would not do through a stage between the two.
  private CompletionStage<Optional<InstanceState>> state(
      String method, String instanceId, boolean fetchPayloads) {
    GetInstanceRequest request = GetInstanceRequest.newBuilder()
        .setInstanceId(instanceId).setGetInputsAndOutputs(fetchPayloads).build();
    CompletableFuture<byte[]> call = calls.unary(method, request.toByteArray());
    CompletableFuture<Optional<InstanceState>> answer = call.thenApply(
        bytes -> parsed(
            bytes,
            it -> InstanceMessages.read(GetInstanceResponse.parseFrom(it), fetchPayloads)));
    CompletableFuture<?> unused = answer.whenComplete((state, failure) -> {
      if (answer.isCancelled()) {
        call.cancel(false);
      }
    });
    return answer;
  }

  private static <T> T parsed(byte[] bytes, Parser<T> parser) {
    try {
      return parser.parse(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new CompletionException(e);
    }
  }
}
