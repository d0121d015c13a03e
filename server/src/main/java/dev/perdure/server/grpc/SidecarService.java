package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.server.configuration.Role;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.util.Set;
import java.util.concurrent.Executor;

/// Every method of the service, and who answers it.
final class SidecarService {
  private static final Set<String> READING = Set.of(
      "Hello", "GetInstance", "WaitForInstanceStart", "WaitForInstanceCompletion",
      "QueryInstances", "ListInstanceIds", "GetEntity", "QueryEntities", "StreamInstanceHistory");
  private static final Set<String> ANSWERS = Set.of(
      "CompleteActivityTask", "CompleteOrchestratorTask", "CompleteEntityTask",
      "AbandonTaskActivityWorkItem", "AbandonTaskOrchestratorWorkItem",
      "AbandonTaskEntityWorkItem");
  private static final Set<String> OF_MANY = Set.of(
      "CreateTaskHub", "DeleteTaskHub", "CleanEntityStorage",
      "SkipGracefulOrchestrationTerminations");

  private final Door door;
  private final WorkStreams streams;
  private final Waits waits;
  private final HistoryCalls histories;
  private final LargeAnswers large;
  private final WorkCalls work;
  private final PurgeCalls purges;
  private final HubCalls hubCalls;
  private final Examples examples;
  private volatile boolean changesRefused;

  SidecarService(
      Door door, CompletionTokens tokens, WorkStreams streams, Waits waits,
      HistoryCalls histories, LargeAnswers large, GrpcSettings settings) {
    Executor executor = large.executor();
    this.door = door;
    this.large = large;
    this.streams = streams;
    this.waits = waits;
    this.histories = histories;
    this.work = new WorkCalls(tokens, streams);
    this.purges = new PurgeCalls(executor);
    this.hubCalls = new HubCalls(executor, door.hubs(), streams, settings.resetAllowed());
    this.examples = new Examples(settings.examples(), door.hubs());
  }

  /// Refuses what would change something from now on, but for what workers say of the work that
  /// they hold.
  void refuseChanges() {
    changesRefused = true;
  }

  ServerServiceDefinition definition() {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(
        SidecarMethods.SERVICE);
    for (String name : SidecarMethods.UNARY) {
      service.addMethod(SidecarMethods.named(name), handler(name));
    }
    service.addMethod(
        SidecarMethods.named("GetWorkItems"),
        noticing(streaming("GetWorkItems", this::workItems)));
    service.addMethod(
        SidecarMethods.named("StreamInstanceHistory"),
        streaming("StreamInstanceHistory", histories::stream));
    return service.build();
  }

  private void workItems(
      Caller caller, byte[] bytes, ServerCallStreamObserver<byte[]> call)
      throws InvalidProtocolBufferException {
    GetWorkItemsRequest request = GetWorkItemsRequest.parseFrom(bytes);
    if (!changesRefused) {
      examples.warnOf(caller, request);
    }
    streams.open(caller, request, call);
  }

  private ServerCallHandler<byte[], byte[]> handler(String name) {
    Role needed = role(name);
    return switch (name) {
      case "GetInstance", "GetEntity" -> large.handler(door, needed, unary(name));
      case "QueryInstances", "ListInstanceIds", "QueryEntities" ->
        large.pageHandler(door, needed, unary(name));
      case "WaitForInstanceStart" -> large.handler(
          door, needed, unary(name), status -> status != OrchestrationStatus.PENDING);
      case "WaitForInstanceCompletion" ->
        large.handler(door, needed, unary(name), OrchestrationStatus::isTerminal);
      default -> unary(name).handler(door, needed);
    };
  }

  private Unary unary(String name) {
    Unary method = answering(name);
    return READING.contains(name) || ANSWERS.contains(name) ? method : (caller, request) -> {
      if (changesRefused) {
        throw Door.stopping().asRuntimeException();
      }
      return method.answer(caller, request);
    };
  }

  private Unary answering(String name) {
    return switch (name) {
      case "Hello" -> hubCalls::hello;
      case "StartInstance" -> ClientCalls::start;
      case "GetInstance" -> ClientCalls::get;
      case "RewindInstance" -> ClientCalls::rewind;
      case "RestartInstance" -> ClientCalls::restart;
      case "WaitForInstanceStart" -> waits.limited(ClientCalls::awaitStart);
      case "WaitForInstanceCompletion" -> waits.limited(ClientCalls::awaitCompletion);
      case "RaiseEvent" -> ClientCalls::raiseEvent;
      case "TerminateInstance" -> ClientCalls::terminate;
      case "SuspendInstance" -> ClientCalls::suspend;
      case "ResumeInstance" -> ClientCalls::resume;
      case "QueryInstances" -> QueryCalls::query;
      case "ListInstanceIds" -> QueryCalls::listIds;
      case "PurgeInstances" -> purges::purge;
      case "CompleteActivityTask" -> work::completeActivity;
      case "CompleteOrchestratorTask" -> work::completeTurn;
      case "AbandonTaskActivityWorkItem" -> work::abandonActivity;
      case "AbandonTaskOrchestratorWorkItem" -> work::abandonTurn;
      case "CreateTaskHub" -> hubCalls::create;
      case "DeleteTaskHub" -> hubCalls::delete;
      case "SkipGracefulOrchestrationTerminations" -> hubCalls::skipGracefulTerminations;
      case "CompleteEntityTask" -> work::completeEntity;
      case "AbandonTaskEntityWorkItem" -> work::abandonEntity;
      case "SignalEntity" -> EntityCalls::signal;
      case "GetEntity" -> EntityCalls::get;
      case "QueryEntities" -> EntityCalls::query;
      case "CleanEntityStorage" -> EntityCalls::clean;
      default -> throw new IllegalStateException(
          "Expected somebody to answer every method, but nobody answers " + name);
    };
  }

  /// A method that answers with a stream.
  private interface Streaming {
    void answer(Caller caller, byte[] request, ServerCallStreamObserver<byte[]> call)
        throws InvalidProtocolBufferException;
  }

  /// What a caller must be allowed. A worker sees all that it works on and decides what becomes of
  /// it.
  private static Role role(String method) {
    if (READING.contains(method)) {
      return Role.READ;
    }
    return OF_MANY.contains(method) ? Role.ADMIN : Role.OPERATE;
  }

  /// The method with calls that notice when something, and be it little, is not taken.
  private static ServerCallHandler<byte[], byte[]> noticing(
      ServerCallHandler<byte[], byte[]> method) {
    return (call, headers) -> {
      call.setOnReadyThreshold(Outgoing.READY_BELOW);
      return method.startCall(call, headers);
    };
  }

  private ServerCallHandler<byte[], byte[]> streaming(String name, Streaming method) {
    return door.guarded(
        role(name), caller -> ServerCalls.asyncServerStreamingCall((request, response) -> {
          var observer = (ServerCallStreamObserver<byte[]>) response;
          observer.setOnCancelHandler(() -> {});
          try {
            method.answer(door.still(caller), request, observer);
          } catch (InvalidProtocolBufferException | RuntimeException e) {
            observer.onError(Statuses.of(e));
          }
        }));
  }
}
