package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.ActivityResponse;
import dev.perdure.protocol.message.CompleteOrchestrationAction;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.OrchestratorResponse;
import dev.perdure.protocol.message.ScheduleTaskAction;
import dev.perdure.protocol.message.WorkItem;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A worker that speaks the bare protocol, step by step as a test wants it.
final class FakeWorker {
  private final Channel channel;
  private final BlockingQueue<WorkItem> items = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final ClientCall<byte[], byte[]> call;

  FakeWorker(Channel channel, GetWorkItemsRequest request) {
    this.channel = channel;
    call = channel.newCall(SidecarMethods.named("GetWorkItems"), CallOptions.DEFAULT);
    call.start(new Listener(), new Metadata());
    call.sendMessage(request.toByteArray());
    call.halfClose();
    call.request(1);
    assertThat(take()).as("the first message").matches(WorkItem::hasHealthPing);
  }

  /// What a worker asks for that knows tokens.
  static GetWorkItemsRequest everything() {
    return GetWorkItemsRequest.newBuilder().setMaxConcurrentEntityWorkItems(100).build();
  }

  /// The next item of work.
  WorkItem next() {
    WorkItem item = take();
    assertThat(item).as("an item of work").isNotNull();
    return item;
  }

  /// The next item of work if it has come.
  @Nullable
  WorkItem poll() {
    return items.poll();
  }

  /// Whether nothing comes for a while.
  boolean quiet() throws InterruptedException {
    return items.poll(300, TimeUnit.MILLISECONDS) == null;
  }

  /// Leaves without a word.
  void leave() {
    call.cancel("the worker has gone", null);
  }

  /// Whether the stream has ended.
  boolean ended() {
    return end.isDone();
  }

  /// How the stream ended.
  Status end() {
    return end.orTimeout(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  void answer(OrchestratorResponse response) {
    Sidecar.call(channel, "CompleteOrchestratorTask", response.toByteArray());
  }

  void answer(ActivityResponse response) {
    Sidecar.call(channel, "CompleteActivityTask", response.toByteArray());
  }

  /// Answers a turn with actions.
  void turn(WorkItem item, OrchestratorAction... actions) {
    answer(response(item, actions).build());
  }

  static OrchestratorResponse.Builder response(WorkItem item, OrchestratorAction... actions) {
    OrchestratorResponse.Builder response = OrchestratorResponse.newBuilder()
        .setInstanceId(item.getOrchestratorRequest().getInstanceId())
        .setCompletionToken(item.getCompletionToken());
    for (OrchestratorAction action : actions) {
      response.addActions(action);
    }
    return response;
  }

  static ActivityResponse.Builder result(WorkItem item, String result) {
    return ActivityResponse.newBuilder()
        .setInstanceId(
            item.getActivityRequest().getOrchestrationInstance().getInstanceId())
        .setTaskId(item.getActivityRequest().getTaskId())
        .setResult(StringValue.of(result))
        .setCompletionToken(item.getCompletionToken());
  }

  static OrchestratorAction schedule(int id, String activity) {
    return OrchestratorAction.newBuilder().setId(id)
        .setScheduleTask(ScheduleTaskAction.newBuilder().setName(activity)).build();
  }

  static OrchestratorAction complete(int id, String result) {
    return OrchestratorAction.newBuilder().setId(id)
        .setCompleteOrchestration(
            CompleteOrchestrationAction.newBuilder()
                .setOrchestrationStatus(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED)
                .setResult(StringValue.of(result)))
        .build();
  }

  private @Nullable WorkItem take() {
    try {
      return items.poll(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Listener extends ClientCall.Listener<byte[]> {
    @Override
    public void onMessage(byte[] message) {
      try {
        items.add(WorkItem.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
      call.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }
  }
}
