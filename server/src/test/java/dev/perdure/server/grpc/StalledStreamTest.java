package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.protocol.WorkItemWriter;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.runtime.work.WorkFilter;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A worker that reads nothing loses its stream and what it holds, and harms nobody else.
final class StalledStreamTest {
  private static final int LARGE = 8 << 20;

  /// What the ping has that begins a stream, with the five bytes before every message.
  private static final int PING_BYTES = 5 + WorkItemWriter.healthPing().length;

  private final StillWorld world = new StillWorld();
  private final Sidecar sidecar = new Sidecar(
      true, _ -> Optional.of(Admission.of(Role.ADMIN)), Optional.empty(), world);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void theWorkOfAWorkerThatDoesNotReadGoesToAnother() throws Exception {
    Call call = new Call();
    WorkStream stream = open(call);
    sidecar.start("Order", "a");
    FakeWorker other = sidecar.worker();
    assertThat(other.quiet()).as("the first worker has the turn").isTrue();

    stream.tick(world.nanos() + Outgoing.STALLED_AFTER.toNanos() - 5_000_000_000L);
    assertThat(call.status).isNull();
    stream.tick(world.nanos() + Outgoing.STALLED_AFTER.toNanos() + 1_000_000L);

    assertThat(Status.fromThrowable(call.status).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call.sent).isEmpty();
    assertThat(other.next().getOrchestratorRequest().getInstanceId()).isEqualTo("a");
  }

  @Test
  void littleThatIsNotReadIsNoticedToo() throws Exception {
    try (WindowWorker worker = new WindowWorker(sidecar.front().ports().get(0), 0)) {
      sidecar.start("Order", "a");
      FakeWorker other = sidecar.worker();
      assertThat(other.quiet()).as("the first worker has the turn").isTrue();

      world.pass(Outgoing.STALLED_AFTER.minusSeconds(1));
      assertThat(other.next().hasHealthPing()).as("the streams were looked at").isTrue();
      assertThat(other.quiet()).isTrue();
      worker.settle();
      world.pass(Duration.ofSeconds(6));

      assertThat(other.next().getOrchestratorRequest().getInstanceId()).isEqualTo("a");
    }
  }

  @Test
  void aWorkerThatReadsNowAndThenKeepsItsStream() throws Exception {
    try (WindowWorker worker = new WindowWorker(sidecar.front().ports().get(0), 0)) {
      world.pass(Outgoing.STALLED_AFTER.minusSeconds(1));
      worker.read(PING_BYTES);
      worker.settle();
      sidecar.start("Order", "a");
      FakeWorker other = sidecar.worker();
      assertThat(other.quiet()).as("the first worker has the turn").isTrue();

      world.pass(Outgoing.STALLED_AFTER.minusSeconds(1));
      assertThat(other.next().hasHealthPing()).as("the streams were looked at").isTrue();
      assertThat(other.quiet()).isTrue();
      world.pass(Duration.ofSeconds(6));

      assertThat(other.next().getOrchestratorRequest().getInstanceId()).isEqualTo("a");
    }
  }

  @Test
  void aWorkerHasMoreTimeForALargeItem() throws Exception {
    Call call = new Call();
    WorkStream stream = open(call, LARGE);
    call.ready = true;
    sidecar.call(
        "StartInstance",
        CreateInstanceRequest.newBuilder().setName("Order").setInstanceId("a")
            .setInput(StringValue.of("x".repeat(3 << 20))).build());
    call.awaitSent();
    long sent = world.nanos();

    assertThat(stream.tick(sent + Duration.ofSeconds(107).toNanos())).isTrue();
    assertThat(stream.tick(sent + Duration.ofSeconds(110).toNanos())).isFalse();
  }

  @Test
  void aSilentStreamGetsAPing() {
    Call call = new Call();
    WorkStream stream = open(call);
    call.ready = true;

    stream.tick(world.nanos() + Duration.ofSeconds(10).toNanos());
    assertThat(call.sent).isEmpty();
    stream.tick(world.nanos() + Outgoing.PING_AFTER.toNanos() + 1_000_000L);

    assertThat(call.sent).hasSize(1);
  }

  private WorkStream open(Call call) {
    return open(call, 1 << 20);
  }

  private WorkStream open(Call call, int limit) {
    Caller caller = new Caller(sidecar.hub(), "", Role.ADMIN, "", "", new CallerConnection());
    WorkStream stream = new WorkStream(
        99, caller, new ItemEncoder(new CompletionTokens(), limit, 1 << 20, Naming.TOKENS),
        new ResettableCall(call, Context.ROOT), ItemRoom.ofHeap(world));
    stream.subscribed(
        sidecar.hub().work().subscribe(
            new WorkerOffer(Set.of(), Set.of(), 1, 1), WorkFilter.ANYTHING, stream));
    return stream;
  }

  /// A call whose other side reads nothing, or one message at most.
  private static final class Call extends BareCall {
    private final List<byte[]> sent = new ArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile boolean ready;
    private @Nullable Throwable status;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void onNext(byte[] message) {
      sent.add(message);
      ready = false;
      first.countDown();
    }

    void awaitSent() throws InterruptedException {
      assertThat(first.await(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void onError(Throwable failure) {
      status = failure;
    }
  }
}
