package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Every method of the service, and who answers it.
final class SidecarService {
  private static final Unary NO_ENTITIES = (_, _) -> CompletableFuture.failedFuture(
      Status.UNIMPLEMENTED.withDescription("This server has no entities yet")
          .asRuntimeException());

  private final HubDirectory hubs;
  private final WorkStreams streams;
  private final WorkCalls work;
  private final PurgeCalls purges;
  private final HubCalls hubCalls;

  SidecarService(
      HubDirectory hubs, CompletionTokens tokens, WorkStreams streams, Executor executor,
      boolean resetAllowed) {
    this.hubs = hubs;
    this.streams = streams;
    this.work = new WorkCalls(tokens, streams);
    this.purges = new PurgeCalls(executor);
    this.hubCalls = new HubCalls(executor, resetAllowed);
  }

  ServerServiceDefinition definition() {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(
        SidecarMethods.SERVICE);
    for (String name : SidecarMethods.UNARY) {
      service.addMethod(SidecarMethods.named(name), unary(name).handler(hubs));
    }
    service.addMethod(
        SidecarMethods.named("GetWorkItems"),
        streaming((caller, request, call) -> streams.open(
            caller, GetWorkItemsRequest.parseFrom(request), call)));
    service.addMethod(
        SidecarMethods.named("StreamInstanceHistory"), streaming(HistoryCalls::stream));
    return service.build();
  }

  private Unary unary(String name) {
    return switch (name) {
      case "Hello" -> hubCalls::hello;
      case "StartInstance" -> ClientCalls::start;
      case "GetInstance" -> ClientCalls::get;
      case "RewindInstance" -> ClientCalls::rewind;
      case "RestartInstance" -> ClientCalls::restart;
      case "WaitForInstanceStart" -> ClientCalls::awaitStart;
      case "WaitForInstanceCompletion" -> ClientCalls::awaitCompletion;
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
      case "CompleteEntityTask", "AbandonTaskEntityWorkItem", "SignalEntity", "GetEntity",
          "QueryEntities", "CleanEntityStorage" ->
        NO_ENTITIES;
      default -> throw new IllegalStateException(
          "Expected somebody to answer every method, but nobody answers " + name);
    };
  }

  /// A method that answers with a stream.
  private interface Streaming {
    void answer(Caller caller, byte[] request, ServerCallStreamObserver<byte[]> call)
        throws InvalidProtocolBufferException;
  }

  private ServerCallHandler<byte[], byte[]> streaming(Streaming method) {
    return (call, headers) -> ServerCalls.<byte[], byte[]>asyncServerStreamingCall(
        (request, response) -> {
          var observer = (ServerCallStreamObserver<byte[]>) response;
          observer.setOnCancelHandler(() -> {});
          try {
            method.answer(Caller.of(headers, hubs), request, observer);
          } catch (InvalidProtocolBufferException | RuntimeException e) {
            observer.onError(Statuses.of(e));
          }
        }).startCall(call, headers);
  }
}
