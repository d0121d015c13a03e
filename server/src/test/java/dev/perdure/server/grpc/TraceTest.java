package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;
import static dev.perdure.server.grpc.FakeWorker.response;
import static dev.perdure.server.grpc.FakeWorker.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.protocol.message.CompleteOrchestrationAction;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.CreateSubOrchestrationAction;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.OrchestrationTraceContext;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.OrchestratorRequest;
import dev.perdure.protocol.message.RaiseEventRequest;
import dev.perdure.protocol.message.ScheduleTaskAction;
import dev.perdure.protocol.message.TraceContext;
import dev.perdure.protocol.message.WorkItem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Traces over the wire: the span of an execution comes back with each of its turns, and what
/// clients and orchestrators say of a trace reaches those whom they start.
final class TraceTest {
  private static final OrchestrationTraceContext SPAN = OrchestrationTraceContext.newBuilder()
      .setSpanID(StringValue.of("b7ad6b7169203331"))
      .setSpanStartTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(5))
      .build();
  private static final TraceContext PARENT = TraceContext.newBuilder()
      .setTraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
      .setTraceState(StringValue.of("vendor=1")).build();

  private final Sidecar sidecar = new Sidecar(true);
  private final FakeWorker worker = sidecar.worker();

  @AfterEach
  void close() throws Exception {
    sidecar.close();
  }

  private void event(String name) throws Exception {
    sidecar.call(
        "RaiseEvent",
        RaiseEventRequest.newBuilder().setInstanceId("a").setName(name).build());
  }

  @Test
  void aSpanComesBackWithEveryLaterTurnOfItsExecution() throws Exception {
    sidecar.start("Order", "a");
    WorkItem first = worker.next();
    assertThat(first.getOrchestratorRequest().hasOrchestrationTraceContext()).isFalse();
    worker.answer(response(first).setOrchestrationTraceContext(SPAN).build());

    event("one");
    WorkItem second = worker.next();
    assertThat(second.getOrchestratorRequest().getOrchestrationTraceContext()).isEqualTo(SPAN);
    worker.answer(response(second).build());
    event("two");
    WorkItem third = worker.next();
    assertThat(third.getOrchestratorRequest().getOrchestrationTraceContext()).isEqualTo(SPAN);
    worker.turn(third, OrchestratorAction.newBuilder().setId(0)
        .setCompleteOrchestration(
            CompleteOrchestrationAction.newBuilder().setOrchestrationStatus(
                OrchestrationStatus.ORCHESTRATION_STATUS_CONTINUED_AS_NEW))
        .build());

    assertThat(worker.next().getOrchestratorRequest().hasOrchestrationTraceContext()).isFalse();
  }

  @Test
  void theFirstPartOfAnAnswerSaysTheSpan() throws Exception {
    sidecar.start("Order", "a");
    WorkItem first = worker.next();
    worker.answer(response(first).setOrchestrationTraceContext(SPAN).setIsPartial(true)
        .setChunkIndex(Int32Value.of(0)).build());
    worker.answer(response(first).setChunkIndex(Int32Value.of(1)).build());

    event("one");

    assertThat(worker.next().getOrchestratorRequest().getOrchestrationTraceContext())
        .isEqualTo(SPAN);
  }

  @Test
  void whoIsStartedHearsOfTheTraceOfTheStarter() throws Exception {
    sidecar.call(
        "StartInstance",
        CreateInstanceRequest.newBuilder().setInstanceId("a").setName("Order")
            .setParentTraceContext(PARENT).build());
    WorkItem first = worker.next();
    assertThat(started(first.getOrchestratorRequest())).isEqualTo(PARENT);
    worker.turn(first,
        OrchestratorAction.newBuilder().setId(0)
            .setScheduleTask(
                ScheduleTaskAction.newBuilder().setName("Charge").setParentTraceContext(PARENT))
            .build());

    WorkItem activity = worker.next();
    assertThat(activity.getActivityRequest().getParentTraceContext()).isEqualTo(PARENT);
    worker.answer(result(activity, "1").build());
    WorkItem second = worker.next();
    assertThat(
        second.getOrchestratorRequest().getPastEvents(2).getTaskScheduled()
            .getParentTraceContext())
        .isEqualTo(PARENT);
    worker.turn(second,
        OrchestratorAction.newBuilder().setId(1)
            .setCreateSubOrchestration(
                CreateSubOrchestrationAction.newBuilder().setName("Ship").setInstanceId("child")
                    .setParentTraceContext(PARENT))
            .build());

    WorkItem child = worker.next();
    assertThat(started(child.getOrchestratorRequest())).isEqualTo(PARENT);
    worker.turn(child, complete(0, "2"));
    assertThat(
        worker.next().getOrchestratorRequest().getPastEvents(5)
            .getSubOrchestrationInstanceCreated().getParentTraceContext())
        .isEqualTo(PARENT);
  }

  private static TraceContext started(OrchestratorRequest request) {
    return request.getNewEvents(1).getExecutionStarted().getParentTraceContext();
  }
}
