package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.RaiseEventRequest;
import dev.perdure.protocol.message.WorkItem;
import dev.perdure.runtime.work.WorkFilter;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import io.grpc.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A worker gets no more work than there is room for on its way, whatever limit it has said.
final class FullStreamTest {
  private static final int INPUT = 1 << 20;
  private static final int ITEMS = 30;

  /// How many items of that size a stream is given before the next one is too many.
  private static final int FITS = ItemRoom.STREAM_BYTES / INPUT;

  private final StillWorld world = new StillWorld();
  private final Sidecar sidecar = new Sidecar(
      true, _ -> Optional.of(Admission.of(Role.ADMIN)), Optional.empty(), world);
  private final ItemRoom room = new ItemRoom(world, Integer.MAX_VALUE);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void aWorkerThatReadsNothingLeavesTheRestToOthers() throws Exception {
    Call call = new Call();
    WorkStream stream = open(call, Naming.TOKENS);
    startAll();

    FakeWorker other = takeTheRest();
    assertThat(call.sent).isEmpty();
    assertThat(room.taken()).isBetween((long) (FITS - 1) * INPUT, (long) (FITS + 1) * INPUT);

    stream.gone();
    assertThat(room.taken()).isZero();
    for (int i = 0; i < FITS; i++) {
      assertThat(other.next().hasOrchestratorRequest()).isTrue();
    }
  }

  /// Another worker gets what has no room in the stream, and no more.
  private FakeWorker takeTheRest() throws Exception {
    FakeWorker other = sidecar.worker();
    for (int i = 0; i < ITEMS - FITS; i++) {
      assertThat(other.next().hasOrchestratorRequest()).isTrue();
    }
    assertThat(other.quiet()).isTrue();
    return other;
  }

  @Test
  void aWorkerThatReadsSlowlyGetsEverything() throws Exception {
    Call call = new Call();
    WorkStream stream = open(call, Naming.TOKENS);
    startAll();

    for (int read = 1; read <= ITEMS; read++) {
      call.awaitWaiting(room);
      call.window = read;
      stream.flush();
      call.await(read);
      assertThat(room.taken()).isLessThan((long) (FITS + 2) * INPUT);
    }
    call.window = ITEMS + 1;
    stream.flush();
    assertThat(room.taken()).isZero();
  }

  @Test
  void whatWaitsUntilTheStreamIsOldEnoughCountsToo() throws Exception {
    Call call = new Call();
    call.window = Integer.MAX_VALUE;
    WorkStream _ = open(call, Naming.ACTIVITY_IDS);
    startAll();

    FakeWorker _ = takeTheRest();
    assertThat(call.sent).isEmpty();

    world.pass(WorkStream.SETTLING);
    call.await(FITS);
  }

  @Test
  void historiesAreReadWhileThereIsRoomForThem() throws Exception {
    FakeWorker first = sidecar.worker();
    startAll();
    for (int i = 0; i < ITEMS; i++) {
      first.turn(first.next());
    }
    first.leave();
    for (int i = 0; i < ITEMS; i++) {
      sidecar.call(
          "RaiseEvent",
          RaiseEventRequest.newBuilder().setInstanceId("i" + i).setName("Go").build());
    }
    Call call = new Call();
    WorkStream stream = open(call, Naming.TOKENS);
    call.settle(room);
    long most = (long) (FITS + 8) * INPUT + ITEMS * 1024;

    for (int read = 1; read <= ITEMS; read++) {
      call.awaitWaiting(room);
      assertThat(room.taken()).isLessThan(most);
      call.window = read;
      stream.flush();
      call.await(read);
    }

    assertThat(call.sent).allMatch(it -> it.length > INPUT);
  }

  @Test
  void aWorkerBehindAConnectionThatTakesNothingLosesWhatWasWritten() throws Exception {
    try (WindowWorker worker = new WindowWorker(sidecar.front().ports().get(0), 0)) {
      startAll();
      FakeWorker other = sidecar.worker();
      for (int i = 0; i < ITEMS - FITS; i++) {
        assertThat(other.next().hasOrchestratorRequest()).isTrue();
      }
      assertThat(other.quiet()).isTrue();

      world.pass(Outgoing.STALLED_AFTER.plus(Duration.ofSeconds(1)));

      worker.awaitReset();
      for (int i = 0; i < FITS; i++) {
        assertThat(nextTurn(other).hasOrchestratorRequest()).isTrue();
      }
    }
  }

  @Test
  void aWorkerThatReadsGetsEverythingThoughItIsTheOnlyOne() {
    FakeWorker worker = sidecar.worker(
        GetWorkItemsRequest.newBuilder().setMaxConcurrentOrchestrationWorkItems(100_000)
            .build());
    startAll();

    for (int i = 0; i < ITEMS; i++) {
      assertThat(worker.next().hasOrchestratorRequest()).isTrue();
    }
  }

  /// The next item that is no ping.
  private static WorkItem nextTurn(FakeWorker worker) {
    WorkItem item = worker.next();
    return item.hasHealthPing() ? worker.next() : item;
  }

  private void startAll() {
    for (int i = 0; i < ITEMS; i++) {
      sidecar.call(
          "StartInstance",
          CreateInstanceRequest.newBuilder().setName("Order").setInstanceId("i" + i)
              .setInput(StringValue.of("x".repeat(INPUT))).build());
    }
  }

  private WorkStream open(Call call, Naming naming) {
    Caller caller = new Caller(sidecar.hub(), "", Role.ADMIN, "", "", new CallerConnection());
    WorkStream stream = new WorkStream(
        99, caller,
        new ItemEncoder(new CompletionTokens(), Integer.MAX_VALUE, Long.MAX_VALUE, naming),
        new ResettableCall(call, Context.ROOT), room);
    boolean _ = stream.subscribed(
        sidecar.hub().work().subscribe(
            new WorkerOffer(Set.of(), Set.of(), Set.of(), 100_000, 100_000, 100_000),
            WorkFilter.ANYTHING, stream));
    return stream;
  }

  /// A call whose other side takes as many messages as the test says.
  private static final class Call extends BareCall {
    private final Queue<byte[]> sent = new ConcurrentLinkedQueue<>();
    private volatile int window;

    @Override
    public boolean isReady() {
      return sent.size() < window;
    }

    @Override
    public void onNext(byte[] message) {
      sent.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    void await(int messages) throws InterruptedException {
      for (int i = 0; sent.size() < messages && i < Sidecar.PATIENCE.toMillis(); i++) {
        Thread.sleep(1);
      }
      assertThat(sent).hasSize(messages);
    }

    /// Waits until no more is encoded.
    void settle(ItemRoom room) throws InterruptedException {
      long before = -1;
      while (room.taken() != before) {
        before = room.taken();
        Thread.sleep(300);
      }
    }

    /// Waits until something waits here.
    void awaitWaiting(ItemRoom room) throws InterruptedException {
      for (int i = 0; room.taken() == 0 && i < Sidecar.PATIENCE.toMillis(); i++) {
        Thread.sleep(1);
      }
      assertThat(room.taken()).isPositive();
    }
  }
}
