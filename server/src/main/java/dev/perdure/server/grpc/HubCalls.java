package dev.perdure.server.grpc;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.Outcome;
import dev.perdure.protocol.message.CreateTaskHubRequest;
import dev.perdure.protocol.message.CreateTaskHubResponse;
import dev.perdure.protocol.message.DeleteTaskHubResponse;
import dev.perdure.protocol.message.SkipGracefulOrchestrationTerminationsRequest;
import dev.perdure.protocol.message.SkipGracefulOrchestrationTerminationsResponse;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What concerns a whole task hub, and what operators do.
final class HubCalls {
  private final Executor executor;
  private final HubDirectory hubs;
  private final WorkStreams streams;
  private final boolean resetAllowed;

  /// @param executor runs what takes long
  /// @param streams the workers of all hubs
  /// @param resetAllowed whether a hub may be emptied
  HubCalls(Executor executor, HubDirectory hubs, WorkStreams streams, boolean resetAllowed) {
    this.executor = executor;
    this.hubs = hubs;
    this.streams = streams;
    this.resetAllowed = resetAllowed;
  }

  CompletionStage<MessageLite> hello(Caller caller, byte[] bytes) {
    return CompletableFuture.completedFuture(Empty.getDefaultInstance());
  }

  /// Every hub exists that a call of somebody names who may make it; creating it anew empties it.
  CompletionStage<MessageLite> create(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    return CreateTaskHubRequest.parseFrom(bytes).getRecreateIfExists()
        ? empty(caller, CreateTaskHubResponse.getDefaultInstance())
        : CompletableFuture.completedFuture(CreateTaskHubResponse.getDefaultInstance());
  }

  CompletionStage<MessageLite> delete(Caller caller, byte[] bytes) {
    return empty(caller, DeleteTaskHubResponse.getDefaultInstance());
  }

  /// Ends instances without their workers, which is how this server ends instances in any case. As
  /// the protocol has it, those that hold locks are left alone; `TerminateInstance` ends them, too.
  CompletionStage<MessageLite> skipGracefulTerminations(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    var request = SkipGracefulOrchestrationTerminationsRequest.parseFrom(bytes);
    List<String> ids = PurgeCalls.checked(request.getInstanceBatch().getInstanceIdsList());
    String reason = request.hasReason() ? request.getReason().getValue() : null;
    return CompletableFuture.supplyAsync(
        () -> {
          var response = SkipGracefulOrchestrationTerminationsResponse.newBuilder();
          for (String id : ids) {
            if (holdsLocks(caller, id)
                || !(terminate(caller, id, reason) instanceof Outcome.Accepted)) {
              response.addUnterminatedInstanceIds(id);
            }
          }
          return response.build();
        }, executor);
  }

  private CompletionStage<MessageLite> empty(Caller caller, MessageLite answer) {
    if (!resetAllowed) {
      throw Status.FAILED_PRECONDITION.withDescription(
          "Emptying a task hub is not allowed on this server").asRuntimeException();
    }
    return CompletableFuture.supplyAsync(
        () -> {
          streams.sendAway(caller.hub());
          // The default hub cannot go, as others use it, too. What is in it does.
          if (!hubs.remove(caller.hubName())
              && !caller.hub().empty().toCompletableFuture().join()) {
            throw Status.UNAVAILABLE.withDescription(
                "The task hub is stopping, or others keep it from becoming empty")
                .asRuntimeException();
          }
          return answer;
        }, executor);
  }

  private static boolean holdsLocks(Caller caller, String id) {
    return caller.hub().entities().locks(id).toCompletableFuture().join().orElse(List.of())
        .stream().anyMatch(lock -> lock.stage() == InstanceLock.Stage.HELD);
  }

  private static Outcome terminate(Caller caller, String id, @Nullable String reason) {
    return caller.hub().terminate(id, reason, false).toCompletableFuture().join();
  }
}
