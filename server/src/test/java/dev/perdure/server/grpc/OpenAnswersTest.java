package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;
import static dev.perdure.server.grpc.FakeWorker.response;
import static dev.perdure.server.grpc.FakeWorker.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.perdure.protocol.message.AbandonOrchestrationTaskRequest;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.OrchestrationState;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.OrchestratorResponse;
import dev.perdure.protocol.message.ScheduleTaskAction;
import dev.perdure.protocol.message.WorkItem;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.server.configuration.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the parts of an answer take while the rest of it has not come, and that it is given back.
final class OpenAnswersTest {
  private static final long LIMIT = 10_000;

  private final Sidecar sidecar = new Sidecar(true);
  private final CompletionTokens tokens = new CompletionTokens();
  private final PartsMemory memory = new PartsMemory(LIMIT);
  private final WorkStreams streams = new WorkStreams(
      tokens, memory, ItemRoom.ofHeap(new SystemEnv()));
  private final WorkCalls calls = new WorkCalls(tokens, streams);
  private final Caller caller = new Caller(
      sidecar.hub(), "", Role.ADMIN, "", "", new CallerConnection());
  private final Worker worker = new Worker();

  @AfterEach
  void close() {
    streams.close(Duration.ZERO);
    sidecar.close();
  }

  @Test
  void anAnswerWhosePartsAreLargerThanAMessageFailsItsTurn() throws Exception {
    FakeWorker large = sidecar.worker();
    sidecar.start("Order", "a");
    WorkItem item = large.next();

    for (int i = 0; i < 3; i++) {
      large.answer(part(item, i, large(45 << 20)));
    }

    OrchestrationState end = sidecar.end("a");
    assertThat(end.getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED);
    assertThat(end.getFailureDetails().getErrorType())
        .isEqualTo("dev.perdure.UnreadableActions");
    assertThat(end.getFailureDetails().getErrorMessage())
        .contains("at most 134217728 bytes in all its parts");
  }

  @Test
  void anAnswerForWhichOthersLeaveNoRoomIsAskedForAgain() throws Exception {
    WorkItem large = turn("a");
    answer(part(large, 0, large(6000)));
    WorkItem crowdedOut = turn("b");
    answer(part(crowdedOut, 0, large(6000)));
    answer(part(crowdedOut, 1, complete(1, "1")).toBuilder().setIsPartial(false).build());

    WorkItem again = worker.next();
    assertThat(again.getOrchestratorRequest().getInstanceId()).isEqualTo("b");
    abandon(large);
    answer(part(again, 0, large(6000)));
    answer(part(again, 1, complete(1, "1")).toBuilder().setIsPartial(false).build());

    assertThat(sidecar.end("b").getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
    assertThat(memory.taken()).isZero();
  }

  @Test
  void anAnswerForWhichThereIsNoMemoryFailsItsTurnAndTakesNone() throws Exception {
    WorkItem item = turn("a");

    answer(part(item, 0, large(6000)));
    assertThat(memory.taken()).isGreaterThan(6000);
    answer(part(item, 1, large(6000)));

    assertThat(sidecar.end("a").getFailureDetails().getErrorMessage())
        .contains("take at most 10000 bytes of memory");
    assertThat(memory.taken()).isZero();
    answer(part(item, 2, large(6000)));
    assertThat(memory.taken()).as("a part of what is answered").isZero();
  }

  @Test
  void anAnswerThatIsCompleteTakesNoMemory() throws Exception {
    WorkItem item = turn("a");

    answer(part(item, 0, schedule(0, "A")));
    assertThat(memory.taken()).isPositive();
    answer(part(item, 1, complete(1, "1")).toBuilder().setIsPartial(false).build());

    assertThat(sidecar.end("a").getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
    assertThat(memory.taken()).isZero();
  }

  @Test
  void anAnswerThatIsGivenUpTakesNoMemory() throws Exception {
    for (Consumer<WorkItem> end : List.<Consumer<WorkItem>>of(
        item -> answer(response(item, complete(0, "1")).build()), this::abandon,
        item -> worker.leave())) {
      WorkItem item = turn(null);
      answer(part(item, 0, schedule(0, "A")));
      assertThat(memory.taken()).isPositive();

      end.accept(item);

      assertThat(memory.taken()).isZero();
      answer(part(item, 1, schedule(1, "B")));
      assertThat(memory.taken()).isZero();
    }
  }

  @Test
  void givingUpAnEarlierDispatchDoesNotTouchALaterOne() throws Exception {
    WorkItem earlier = turn("a");
    abandon(earlier);
    WorkItem later = worker.next();
    assertThat(later.getCompletionToken()).isNotEqualTo(earlier.getCompletionToken());

    answer(part(later, 0, schedule(0, "A")));
    abandon(earlier);
    answer(part(later, 1, complete(1, "1")).toBuilder().setIsPartial(false).build());

    assertThat(sidecar.end("a").getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
  }

  /// Starts an orchestration, under some id if none is given, and takes its turn.
  private WorkItem turn(@Nullable String id) {
    worker.open();
    sidecar.start("Order", id == null ? "some-" + System.nanoTime() : id);
    return worker.next();
  }

  private void answer(OrchestratorResponse response) {
    var _ = calls.completeTurn(caller, response.toByteArray());
  }

  private void abandon(WorkItem item) {
    try {
      var _ = calls.abandonTurn(
          caller,
          AbandonOrchestrationTaskRequest.newBuilder()
              .setCompletionToken(item.getCompletionToken()).build().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OrchestratorAction large(int bytes) {
    return OrchestratorAction.newBuilder().setId(0)
        .setScheduleTask(
            ScheduleTaskAction.newBuilder().setName("A")
                .setInput(StringValue.of("x".repeat(bytes))))
        .build();
  }

  private static OrchestratorResponse part(WorkItem item, int index, OrchestratorAction action) {
    return response(item, action).setIsPartial(true).setChunkIndex(Int32Value.of(index)).build();
  }

  /// A worker whose stream is not on any connection.
  private final class Worker extends BareCall {
    private final BlockingQueue<WorkItem> items = new LinkedBlockingQueue<>();
    private final List<Runnable> leaving = new ArrayList<>();

    void open() {
      if (leaving.isEmpty()) {
        streams.open(caller, GetWorkItemsRequest.newBuilder()
            .setMaxConcurrentOrchestrationWorkItems(10)
            .setMaxConcurrentEntityWorkItems(1).build(), this);
      }
    }

    void leave() {
      leaving.forEach(Runnable::run);
      leaving.clear();
    }

    WorkItem next() {
      try {
        WorkItem item = items.poll(
            Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(item).isNotNull();
        return item;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
      leaving.add(handler);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void onNext(byte[] message) {
      try {
        WorkItem item = WorkItem.parseFrom(message);
        if (item.hasOrchestratorRequest()) {
          items.add(item);
        }
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onError(Throwable failure) {}
  }
}
