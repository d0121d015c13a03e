package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.model.request.StartRequest;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.InstanceQuery;
import dev.perdure.protocol.message.OrchestrationState;
import dev.perdure.protocol.message.QueryInstancesRequest;
import dev.perdure.protocol.message.QueryInstancesResponse;
import dev.perdure.server.answer.AnswerRoom;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import dev.perdure.testing.VirtualEnv;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Answers that are large come in pages, and are not kept without limit for those who do not take
/// them.
final class LargeAnswersTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final String MEGABYTE = '"' + "x".repeat(1 << 20) + '"';

  private final VirtualEnv world = new VirtualEnv(NOW);
  private final Sidecar sidecar = new Sidecar(true);
  private final GrpcFront front = GrpcFront.open(
      sidecar.directory(),
      new GrpcSettings(
          InetAddress.getLoopbackAddress(), List.of(0), List.of(), Optional.empty(),
          _ -> Optional.of(Admission.of(Role.READ)), true, 4 << 20),
      world, new AnswerRoom(2, 3 << 19, Duration.ofMillis(20)));

  /// Its streams take no more than this before they are read.
  private final ManagedChannel channel = NettyChannelBuilder
      .forAddress("127.0.0.1", front.ports().get(0))
      .usePlaintext().flowControlWindow(65_535).build();

  @AfterEach
  void close() {
    channel.shutdownNow();
    front.close();
    sidecar.close();
  }

  /// With the limit that clients have if nobody sets another.
  @Test
  void aPageIsNoLargerThanClientsTake() throws Exception {
    start(9);
    List<Integer> pages = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    StringValue token = StringValue.getDefaultInstance();
    do {
      QueryInstancesResponse page = QueryInstancesResponse.parseFrom(
          sidecar.call(
              "QueryInstances",
              QueryInstancesRequest.newBuilder()
                  .setQuery(InstanceQuery.newBuilder().setMaxInstanceCount(1000)
                      .setFetchInputsAndOutputs(true).setContinuationToken(token))
                  .build()));
      pages.add(page.getOrchestrationStateCount());
      page.getOrchestrationStateList().stream().map(OrchestrationState::getInstanceId)
          .forEach(ids::add);
      token = page.getContinuationToken();
      assertThat(page.getSerializedSize()).isLessThan(4 << 20);
      assertThat(page.hasContinuationToken()).isEqualTo(!token.getValue().isEmpty());
    } while (!token.getValue().isEmpty());

    assertThat(pages).containsExactly(3, 3, 3);
    assertThat(ids).doesNotHaveDuplicates().hasSize(9);
  }

  @Test
  void whoTakesNothingLosesTheAnswerAndOthersGetTheirs() throws Exception {
    start(1);
    Unread stalled = new Unread();
    stalled.headers.orTimeout(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();

    assertThat(statusOfAnother()).isEqualTo(Status.Code.UNAVAILABLE);
    world.moveTo(NOW.plus(AnswerRoom.STALLED_AFTER).minusSeconds(10));
    assertThat(statusOfAnother()).isEqualTo(Status.Code.UNAVAILABLE);

    while (statusOfAnother() == Status.Code.UNAVAILABLE) {
      world.moveTo(world.now().plusSeconds(10));
    }
    assertThat(statusOfAnother()).isEqualTo(Status.Code.OK);
    stalled.call.request(2);
    assertThat(stalled.end.orTimeout(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS).join().isOk())
        .isFalse();
  }

  @Test
  void whoLeavesGivesTheRoomBack() throws Exception {
    start(1);
    Unread stalled = new Unread();
    stalled.headers.orTimeout(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(statusOfAnother()).isEqualTo(Status.Code.UNAVAILABLE);

    stalled.call.cancel("the caller has gone", null);

    while (statusOfAnother() == Status.Code.UNAVAILABLE) {
      Thread.sleep(10);
    }
    assertThat(statusOfAnother()).isEqualTo(Status.Code.OK);
  }

  @Test
  void theEndOfAWaitIsReadWhenThereIsRoom() throws Exception {
    start(1);
    Unread stalled = new Unread();
    stalled.headers.orTimeout(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    CompletableFuture<Status.Code> wait = CompletableFuture.supplyAsync(
        () -> status("WaitForInstanceCompletion"));
    while (sidecar.hub().waiting() == 0) {
      Thread.sleep(1);
    }
    assertThat(sidecar.hub().terminate("large-0", "\"over\"", false).toCompletableFuture().join())
        .isNotNull();
    assertThat(wait.join()).isEqualTo(Status.Code.UNAVAILABLE);

    stalled.call.cancel("the caller has gone", null);

    while (statusOfAnother() == Status.Code.UNAVAILABLE) {
      Thread.sleep(10);
    }
    GetInstanceResponse ended = GetInstanceResponse.parseFrom(
        Sidecar.call(channel, "WaitForInstanceCompletion", request()));
    assertThat(ended.getOrchestrationState().getOutput().getValue()).isEqualTo("\"over\"");
    assertThat(ended.getOrchestrationState().getInput().getValue()).isEqualTo(MEGABYTE);
  }

  private void start(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(
          sidecar.hub().start(StartRequest.of("large-" + i, "Nobody", MEGABYTE))
              .toCompletableFuture().join())
          .isNotNull();
    }
  }

  private Status.Code statusOfAnother() {
    return status("GetInstance");
  }

  private Status.Code status(String method) {
    try {
      byte[] _ = Sidecar.call(channel, method, request());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static byte[] request() {
    return GetInstanceRequest.newBuilder().setInstanceId("large-0").setGetInputsAndOutputs(true)
        .build().toByteArray();
  }

  /// A call whose answer is not taken.
  private final class Unread extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<Boolean> headers = new CompletableFuture<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final ClientCall<byte[], byte[]> call = channel.newCall(
        SidecarMethods.named("GetInstance"), CallOptions.DEFAULT);

    Unread() {
      call.start(this, new Metadata());
      call.sendMessage(request());
      call.halfClose();
    }

    @Override
    public void onHeaders(Metadata unused) {
      headers.complete(true);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }
  }
}
