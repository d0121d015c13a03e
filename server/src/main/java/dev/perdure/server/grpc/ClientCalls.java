package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.StringValue;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.InstanceState;
import dev.perdure.model.json.EntityJson;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.protocol.InstanceMessages;
import dev.perdure.protocol.LockMessages;
import dev.perdure.protocol.StartMessages;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.CreateInstanceResponse;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.RaiseEventRequest;
import dev.perdure.protocol.message.RaiseEventResponse;
import dev.perdure.protocol.message.RestartInstanceRequest;
import dev.perdure.protocol.message.RestartInstanceResponse;
import dev.perdure.protocol.message.ResumeRequest;
import dev.perdure.protocol.message.ResumeResponse;
import dev.perdure.protocol.message.RewindInstanceRequest;
import dev.perdure.protocol.message.RewindInstanceResponse;
import dev.perdure.protocol.message.SuspendRequest;
import dev.perdure.protocol.message.SuspendResponse;
import dev.perdure.protocol.message.TerminateRequest;
import dev.perdure.protocol.message.TerminateResponse;
import dev.perdure.runtime.TaskHub;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What clients ask of one instance.
final class ClientCalls {
  private ClientCalls() {}

  static CompletionStage<MessageLite> start(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    StartRequest request = StartMessages.request(CreateInstanceRequest.parseFrom(bytes));
    return caller.hub().start(request).thenApply(
        outcome -> CreateInstanceResponse.newBuilder()
            .setInstanceId(startedId(Statuses.accepted(outcome), request.instanceId())).build());
  }

  /// An instance that was left alone has the id that was asked for.
  private static String startedId(Outcome outcome, @Nullable String asked) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> accepted.execution().instanceId();
      default -> asked == null ? "" : asked;
    };
  }

  static CompletionStage<MessageLite> get(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    GetInstanceRequest request = GetInstanceRequest.parseFrom(bytes);
    CompletionStage<GetInstanceResponse> found = caller.hub()
        .get(request.getInstanceId(), request.getGetInputsAndOutputs())
        .thenApply(InstanceMessages::found);
    return found.thenCompose(
        response -> request.getGetLocks() && response.getExists()
            ? locks(caller, response)
            : CompletableFuture.completedFuture(response));
  }

  /// The instance and its locks are read one after the other.
  private static CompletionStage<MessageLite> locks(
      Caller caller, GetInstanceResponse response) {
    return caller.hub().entities().locks(response.getOrchestrationState().getInstanceId())
        .thenApply(
            locks -> response.toBuilder()
                .setLocks(LockMessages.message(locks.orElse(List.of()))).build());
  }

  /// Waits; what is large is read afterwards.
  static CompletionStage<MessageLite> awaitStart(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    GetInstanceRequest request = GetInstanceRequest.parseFrom(bytes);
    return cancellable(caller.hub().awaitStart(request.getInstanceId(), false));
  }

  /// Waits; what is large is read afterwards.
  static CompletionStage<MessageLite> awaitCompletion(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    GetInstanceRequest request = GetInstanceRequest.parseFrom(bytes);
    return cancellable(caller.hub().awaitCompletion(request.getInstanceId(), false));
  }

  /// Cancelling the answer ends the wait, which it would not do through a stage between the two.
  private static CompletionStage<MessageLite> cancellable(
      CompletionStage<Optional<InstanceState>> wait) {
    CompletableFuture<MessageLite> answer = wait.<MessageLite>thenApply(InstanceMessages::found)
        .toCompletableFuture();
    CompletionStage<?> _ = answer.whenComplete((_, _) -> {
      if (answer.isCancelled()) {
        wait.toCompletableFuture().cancel(true);
      }
    });
    return answer;
  }

  static CompletionStage<MessageLite> raiseEvent(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    RaiseEventRequest request = RaiseEventRequest.parseFrom(bytes);
    EventBody.EventSent event = new EventBody.EventSent(
        request.getInstanceId(), request.getName(),
        text(request.hasInput(), request.getInput()));
    return accepted(raise(caller.hub(), event), _ -> RaiseEventResponse.getDefaultInstance());
  }

  /// Clients on DurableTask.Core signal entities so, too. They have nothing else to say to one.
  private static CompletionStage<Outcome> raise(TaskHub hub, EventBody.EventSent event) {
    String problem = EntityJson.problem(event);
    if (problem != null) {
      return CompletableFuture.completedFuture(new Outcome.Invalid(problem));
    }
    if (EntityJson.meant(event) instanceof EventBody.EntityOperationSignaled signal) {
      return hub.entities().signal(
          new OperationRequest(
              EntityId.parse(String.valueOf(signal.targetInstanceId())), signal.operation(),
              signal.input(),
              signal.scheduledTime(), signal.requestId()));
    }
    return hub.raiseEvent(event.instanceId(), event.name(), event.input(), null);
  }

  static CompletionStage<MessageLite> terminate(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    TerminateRequest request = TerminateRequest.parseFrom(bytes);
    return accepted(
        caller.hub().terminate(
            request.getInstanceId(), text(request.hasOutput(), request.getOutput()),
            request.getRecursive()),
        _ -> TerminateResponse.getDefaultInstance());
  }

  static CompletionStage<MessageLite> suspend(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    SuspendRequest request = SuspendRequest.parseFrom(bytes);
    return accepted(
        caller.hub().suspend(
            request.getInstanceId(), text(request.hasReason(), request.getReason())),
        _ -> SuspendResponse.getDefaultInstance());
  }

  static CompletionStage<MessageLite> resume(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    ResumeRequest request = ResumeRequest.parseFrom(bytes);
    return accepted(
        caller.hub().resume(
            request.getInstanceId(), text(request.hasReason(), request.getReason())),
        _ -> ResumeResponse.getDefaultInstance());
  }

  static CompletionStage<MessageLite> rewind(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    RewindInstanceRequest request = RewindInstanceRequest.parseFrom(bytes);
    return accepted(
        caller.hub().rewind(
            request.getInstanceId(), text(request.hasReason(), request.getReason())),
        _ -> RewindInstanceResponse.getDefaultInstance());
  }

  static CompletionStage<MessageLite> restart(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    RestartInstanceRequest request = RestartInstanceRequest.parseFrom(bytes);
    return accepted(
        caller.hub().restart(request.getInstanceId(), request.getRestartWithNewInstanceId()),
        outcome -> RestartInstanceResponse.newBuilder()
            .setInstanceId(startedId(outcome, request.getInstanceId())).build());
  }

  private static CompletionStage<MessageLite> accepted(
      CompletionStage<Outcome> outcome, Function<Outcome, MessageLite> answer) {
    return outcome.thenApply(it -> answer.apply(Statuses.accepted(it)));
  }

  private static @Nullable String text(boolean present, StringValue value) {
    return present ? value.getValue() : null;
  }
}
