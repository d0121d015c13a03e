package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.protocol.message.HistoryChunk;
import dev.perdure.protocol.message.HistoryEvent;
import dev.perdure.protocol.message.StreamInstanceHistoryRequest;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.server.configuration.Role;
import io.grpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A call that streams a history costs one piece of it, whatever its caller does.
final class HistoryCallsTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  /// How many pieces the history takes that most tests read.
  private static final int PIECES = 5;

  private static final int ACTIVITIES = 750;

  private final Sidecar sidecar = new Sidecar(true);
  private final HistoryCalls histories = calls(1000);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void aHistoryIsReadPieceByPieceAsTheCallerReads() throws Exception {
    LargeTurn.commit(sidecar, ACTIVITIES);
    Call call = open("a");
    assertThat(call.sent).hasSize(1);

    for (int pieces = 2; pieces <= PIECES; pieces++) {
      assertThat(call.completed).isFalse();
      call.read();
      assertThat(call.sent).hasSize(pieces);
    }

    assertThat(call.completed).isTrue();
    assertThat(call.events()).hasSize(2 + ACTIVITIES);
    assertThat(call.sent)
        .allMatch(it -> it.length > 0 && it.length <= HistoryCall.PIECE_BYTES);
    assertThat(histories.size()).isOne();
    call.closed();
    assertThat(histories.size()).isZero();
  }

  @Test
  void whatComesAfterTheBeginningIsNotSent() throws Exception {
    FakeWorker worker = LargeTurn.commit(sidecar, ACTIVITIES);
    Call call = open("a");
    worker.leave();
    assertThat(sidecar.hub().terminate("a", null, false)).succeedsWithin(Sidecar.PATIENCE);

    call.readAll();

    assertThat(call.completed).isTrue();
    assertThat(call.events()).hasSize(2 + ACTIVITIES);
  }

  @Test
  void theHistoryOfAnInstanceThatIsPurgedMeanwhileIsAborted() throws Exception {
    LargeTurn.commit(sidecar, ACTIVITIES);
    assertThat(sidecar.hub().terminate("a", null, false)).succeedsWithin(Sidecar.PATIENCE);
    Call call = open("a");

    assertThat(sidecar.hub().purge("a", false)).succeedsWithin(Sidecar.PATIENCE);
    call.read();

    assertThat(call.code()).isEqualTo(Status.Code.ABORTED);
    assertThat(open("a").code()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void theHistoryOfAnInstanceThatBeginsAnewMeanwhileIsAborted() throws Exception {
    FakeWorker worker = LargeTurn.commit(sidecar, ACTIVITIES);
    Call call = open("a");
    worker.leave();
    assertThat(sidecar.hub().terminate("a", null, false)).succeedsWithin(Sidecar.PATIENCE);

    assertThat(sidecar.hub().restart("a", false)).succeedsWithin(Sidecar.PATIENCE);
    call.read();

    assertThat(call.code()).isEqualTo(Status.Code.ABORTED);
    assertThat(open("a").code()).isNull();
  }

  @Test
  void aCallerWhoReadsNothingLosesTheCall() throws Exception {
    LargeTurn.commit(sidecar, ACTIVITIES);
    Call call = open("a");

    look(HistoryCall.PATIENCE);
    assertThat(call.status).isNull();
    look(1);

    assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    call.cancel();
    assertThat(histories.size()).isZero();
  }

  @Test
  void aCallerWhoReadsSlowlyKeepsTheCall() throws Exception {
    LargeTurn.commit(sidecar, ACTIVITIES);
    Call call = open("a");

    for (int i = 1; i < PIECES; i++) {
      look(HistoryCall.PATIENCE);
      call.read();
    }

    assertThat(call.completed).isTrue();
  }

  @Test
  void aCallEndsWithItsToken() throws Exception {
    LargeTurn.commit(sidecar, ACTIVITIES);
    Call call = open("a", Optional.of(NOW.plusSeconds(5)));

    histories.lookAfter(NOW);
    assertThat(call.status).isNull();
    histories.lookAfter(NOW.plusSeconds(5));

    assertThat(call.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
    call.readAll();
    assertThat(call.sent).hasSize(1);
  }

  @Test
  void callsEndWithTheServer() throws Exception {
    LargeTurn.commit(sidecar, ACTIVITIES);
    Call call = open("a");

    histories.close();

    assertThat(call.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(open("a").code()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void whoFindsNoPlaceWaitsForOne() throws Exception {
    LargeTurn.commit(sidecar, ACTIVITIES);
    HistoryCalls crowded = calls(2);
    Call first = open(crowded, "a", Optional.empty());
    Call second = open(crowded, "a", Optional.empty());
    Call third = open(crowded, "a", Optional.empty());
    Call fourth = open(crowded, "a", Optional.empty());
    assertThat(third.sent).isEmpty();

    // Whoever goes on gives the place up, and waits behind the others.
    first.read();
    third.awaitSent(1);
    assertThat(first.sent).hasSize(1);
    second.cancel();
    fourth.awaitSent(1);

    third.cancel();
    first.awaitSent(2);
    assertThat(crowded.size()).isEqualTo(2);
  }

  @Test
  void whoReadsNothingWhileOthersWaitLosesTheCallSooner() throws Exception {
    LargeTurn.commit(sidecar, ACTIVITIES);
    HistoryCalls crowded = calls(1);
    Call first = open(crowded, "a", Optional.empty());
    Call second = open(crowded, "a", Optional.empty());

    for (int i = 0; i <= HistoryCall.LITTLE_PATIENCE; i++) {
      assertThat(first.status).isNull();
      crowded.lookAfter(NOW);
    }
    assertThat(first.code()).isEqualTo(Status.Code.UNAVAILABLE);
    first.cancel();
    second.awaitSent(1);

    for (int i = 0; i < HistoryCall.PATIENCE; i++) {
      crowded.lookAfter(NOW);
    }
    assertThat(second.status).isNull();
  }

  @Test
  void anInstanceThatHasNotBegunHasAnEmptyHistory() {
    sidecar.start("Order", "a");

    Call call = open("a");

    assertThat(call.completed).isTrue();
    assertThat(call.sent).isEmpty();
  }

  private HistoryCalls calls(int places) {
    SystemEnv env = new SystemEnv();
    return new HistoryCalls(env, new HistoryRoom(env, places));
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      histories.lookAfter(NOW);
    }
  }

  private Call open(String id) {
    return open(id, Optional.empty());
  }

  private Call open(String id, Optional<Instant> until) {
    return open(histories, id, until);
  }

  private Call open(HistoryCalls calls, String id, Optional<Instant> until) {
    Call call = new Call();
    Caller caller = new Caller(
        sidecar.hub(), "", Role.READ, "", "", new CallerConnection(), until);
    try {
      calls.stream(
          caller,
          StreamInstanceHistoryRequest.newBuilder().setInstanceId(id).build().toByteArray(), call);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
    return call;
  }

  /// A call whose caller reads when told.
  private static final class Call extends BareCall {
    private final List<byte[]> sent = new CopyOnWriteArrayList<>();
    private final Semaphore pieces = new Semaphore(0);
    private volatile boolean ready = true;
    private boolean completed;
    private @Nullable Throwable status;

    void read() {
      ready = true;
      readyAgain();
    }

    void readAll() {
      for (int i = 0; i < PIECES; i++) {
        read();
      }
    }

    Status.@Nullable Code code() {
      return status == null ? null : Status.fromThrowable(status).getCode();
    }

    void awaitSent(int count) throws InterruptedException {
      assertThat(pieces.tryAcquire(count, Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    List<HistoryEvent> events() throws InvalidProtocolBufferException {
      List<HistoryEvent> events = new ArrayList<>();
      for (byte[] piece : sent) {
        events.addAll(HistoryChunk.parseFrom(piece).getEventsList());
      }
      return events;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void onNext(byte[] message) {
      ready = false;
      sent.add(message);
      pieces.release();
    }

    @Override
    public void onError(Throwable failure) {
      status = failure;
    }

    @Override
    public void onCompleted() {
      completed = true;
    }
  }
}
