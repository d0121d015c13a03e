package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;
import static dev.perdure.server.grpc.FakeWorker.response;
import static dev.perdure.server.grpc.FakeWorker.result;
import static dev.perdure.server.grpc.FakeWorker.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.AbandonOrchestrationTaskRequest;
import dev.perdure.protocol.message.ActivityFilter;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.EntityBatchResult;
import dev.perdure.protocol.message.GetEntityRequest;
import dev.perdure.protocol.message.GetEntityResponse;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.HistoryChunk;
import dev.perdure.protocol.message.HistoryEvent;
import dev.perdure.protocol.message.HistoryEvent.EventTypeCase;
import dev.perdure.protocol.message.OperationResult;
import dev.perdure.protocol.message.OperationResultSuccess;
import dev.perdure.protocol.message.OrchestrationFilter;
import dev.perdure.protocol.message.OrchestrationState;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.RewindOrchestrationAction;
import dev.perdure.protocol.message.SignalEntityRequest;
import dev.perdure.protocol.message.StreamInstanceHistoryRequest;
import dev.perdure.protocol.message.TerminateOrchestrationAction;
import dev.perdure.protocol.message.WorkItem;
import dev.perdure.protocol.message.WorkItemFilters;
import dev.perdure.protocol.message.WorkerCapability;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkTest {
  private final Sidecar sidecar = new Sidecar(true);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void turnsAndActivitiesAreAnsweredUntilTheOrchestrationEnds() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    WorkItem first = worker.next();
    assertThat(types(first.getOrchestratorRequest().getNewEventsList())).containsExactly(
        EventTypeCase.ORCHESTRATORSTARTED, EventTypeCase.EXECUTIONSTARTED);
    assertThat(first.getOrchestratorRequest().getPastEventsList()).isEmpty();
    worker.turn(first, schedule(0, "Charge"));
    WorkItem activity = worker.next();
    assertThat(activity.getActivityRequest().getName()).isEqualTo("Charge");
    worker.answer(result(activity, "\"paid\"").build());
    WorkItem second = worker.next();
    assertThat(types(second.getOrchestratorRequest().getPastEventsList())).containsExactly(
        EventTypeCase.ORCHESTRATORSTARTED, EventTypeCase.EXECUTIONSTARTED,
        EventTypeCase.TASKSCHEDULED);
    worker.turn(second, complete(1, "\"done\""));

    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("\"done\"");
    assertThat(types(history("a"))).containsExactly(
        EventTypeCase.ORCHESTRATORSTARTED, EventTypeCase.EXECUTIONSTARTED,
        EventTypeCase.TASKSCHEDULED, EventTypeCase.ORCHESTRATORSTARTED,
        EventTypeCase.TASKCOMPLETED, EventTypeCase.EXECUTIONCOMPLETED);
  }

  @Test
  void anSdkWithoutTokensIsUnderstood() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    worker.answer(
        response(worker.next(), schedule(0, "Charge")).setCompletionToken("").build());
    worker.answer(result(worker.next(), "1").setCompletionToken("").build());
    worker.answer(response(worker.next(), complete(1, "2")).setCompletionToken("").build());

    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("2");
  }

  @Test
  void tokensThatAreForgedForeignOrOfAnotherKindChangeNothing() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    WorkItem item = worker.next();
    String token = item.getCompletionToken();
    String forged = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);

    worker.answer(response(item, complete(0, "\"forged\"")).setCompletionToken(forged).build());
    worker.answer(response(item, complete(0, "\"none\"")).setCompletionToken("x").build());
    byte[] stolen = response(item, complete(0, "\"stolen\"")).build().toByteArray();
    Sidecar.call(sidecar.channel("other"), "CompleteOrchestratorTask", stolen);
    worker.answer(result(item, "\"kind\"").build());
    worker.turn(item, complete(0, "\"good\""));

    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("\"good\"");
  }

  @Test
  void nobodyAnswersForTheWorkOfAnotherHub() throws Exception {
    FakeWorker worker = sidecar.worker();
    Channel other = sidecar.channel("other");
    sidecar.start("Order", "a");
    WorkItem turn = worker.next();
    Sidecar.call(
        other, "CompleteOrchestratorTask",
        response(turn, complete(0, "1")).setCompletionToken("").build().toByteArray());
    Sidecar.call(
        other, "AbandonTaskOrchestratorWorkItem",
        AbandonOrchestrationTaskRequest.newBuilder()
            .setCompletionToken(turn.getCompletionToken()).build().toByteArray());
    assertThat(worker.quiet()).isTrue();
    worker.turn(turn, schedule(0, "Charge"));
    WorkItem activity = worker.next();
    Sidecar.call(
        other, "CompleteActivityTask", result(activity, "\"stolen\"").build().toByteArray());
    Sidecar.call(
        other, "CompleteActivityTask",
        result(activity, "\"stolen\"").setCompletionToken("").build().toByteArray());
    worker.answer(result(activity, "\"good\"").build());

    assertThat(
        worker.next().getOrchestratorRequest().getNewEvents(1).getTaskCompleted().getResult()
            .getValue())
        .isEqualTo("\"good\"");
  }

  @Test
  void nobodyAnswersForTheEntitiesOfAnotherHub() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.call(
        "SignalEntity",
        SignalEntityRequest.newBuilder().setInstanceId("@counter@a").setName("add").build());
    String token = worker.next().getCompletionToken();
    EntityBatchResult.Builder answer = EntityBatchResult.newBuilder().setCompletionToken(token)
        .addResults(
            OperationResult.newBuilder().setSuccess(OperationResultSuccess.newBuilder()));

    Sidecar.call(
        sidecar.channel("other"), "CompleteEntityTask",
        answer.setEntityState(StringValue.of("-1")).build().toByteArray());
    sidecar.call("CompleteEntityTask", answer.setEntityState(StringValue.of("1")).build());

    GetEntityRequest request = GetEntityRequest.newBuilder()
        .setInstanceId("@counter@a").setIncludeState(true).build();
    GetEntityResponse found = GetEntityResponse.getDefaultInstance();
    for (int i = 0; i < 500 && !found.getExists(); i++) {
      Thread.sleep(20);
      found = GetEntityResponse.parseFrom(sidecar.call("GetEntity", request));
    }
    assertThat(found.getEntity().getSerializedState().getValue()).isEqualTo("1");
  }

  @Test
  void anAnswerThatIsRepeatedCountsOnce() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    WorkItem item = worker.next();
    worker.turn(item, schedule(0, "Charge"));
    worker.turn(item, schedule(0, "Charge"));
    WorkItem activity = worker.next();
    worker.answer(result(activity, "1").build());
    worker.answer(result(activity, "2").build());

    WorkItem second = worker.next();
    assertThat(types(second.getOrchestratorRequest().getNewEventsList())).containsExactly(
        EventTypeCase.ORCHESTRATORSTARTED, EventTypeCase.TASKCOMPLETED);
    assertThat(
        second.getOrchestratorRequest().getNewEvents(1).getTaskCompleted().getResult().getValue())
        .isEqualTo("1");
    assertThat(worker.quiet()).isTrue();
  }

  @Test
  void whatAWorkerHeldGoesToAnotherWhenItLeaves() throws Exception {
    FakeWorker gone = sidecar.worker();
    sidecar.start("Order", "a");
    WorkItem held = gone.next();

    gone.leave();

    FakeWorker other = sidecar.worker();
    WorkItem item = other.next();
    other.turn(item, complete(0, "1"));
    other.turn(held, complete(0, "2"));
    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("1");
  }

  @Test
  void anAbandonedTurnComesAgain() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");

    sidecar.call(
        "AbandonTaskOrchestratorWorkItem",
        AbandonOrchestrationTaskRequest.newBuilder()
            .setCompletionToken(worker.next().getCompletionToken()).build());

    worker.turn(worker.next(), complete(0, "1"));
    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("1");
  }

  @Test
  void aWorkerGetsOnlyWhatItsFiltersList() throws Exception {
    WorkItemFilters filters = WorkItemFilters.newBuilder()
        .addOrchestrations(
            OrchestrationFilter.newBuilder().setName("order").addVersions("2"))
        .addActivities(ActivityFilter.newBuilder().setName("Charge").addVersions("2")).build();
    FakeWorker worker = sidecar.worker(
        GetWorkItemsRequest.newBuilder().setWorkItemFilters(filters).build());
    sidecar.start("Order", "unversioned");
    sidecar.start("Other", "unlisted");
    sidecar.call(
        "StartInstance",
        CreateInstanceRequest.newBuilder().setName("Order").setInstanceId("a")
            .setVersion(StringValue.of("2")).build());

    WorkItem item = worker.next();
    assertThat(item.getOrchestratorRequest().getInstanceId()).isEqualTo("a");
    worker.turn(item, schedule(0, "Charge"), schedule(1, "Ship"));
    assertThat(worker.next().getActivityRequest().getName()).isEqualTo("Charge");
    assertThat(worker.quiet()).isTrue();
    assertThat(sidecar.status("unversioned"))
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_PENDING);
    assertThat(sidecar.hub().pendingWork()).extracting("function")
        .containsExactlyInAnyOrder("Order", "Other", "Ship");
  }

  @Test
  void aWorkerHoldsNoMoreThanItsLimit() throws Exception {
    FakeWorker worker = sidecar.worker(
        GetWorkItemsRequest.newBuilder().setMaxConcurrentOrchestrationWorkItems(1).build());
    sidecar.start("Order", "a");
    sidecar.start("Order", "b");
    WorkItem first = worker.next();
    assertThat(worker.quiet()).isTrue();

    worker.turn(first, complete(0, "1"));

    assertThat(worker.next().hasOrchestratorRequest()).isTrue();
  }

  @Test
  void anAnswerInPartsCountsWhenTheLastHasCome() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    WorkItem item = worker.next();

    worker.answer(part(item, 0, true, schedule(0, "A")));
    worker.answer(part(item, 1, true, schedule(1, "B")));
    worker.answer(part(item, 1, true, schedule(1, "B")));
    assertThat(worker.quiet()).isTrue();
    worker.answer(part(item, 2, false, schedule(2, "C")));

    List<String> activities = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      activities.add(worker.next().getActivityRequest().getName());
    }
    assertThat(activities).containsExactlyInAnyOrder("A", "B", "C");
    assertThat(history("a")).filteredOn(HistoryEvent::hasTaskScheduled)
        .extracting(event -> event.getTaskScheduled().getName()).containsExactly("A", "B", "C");
  }

  @Test
  void aLongHistoryIsFetchedByWorkersThatCan() throws Exception {
    FakeWorker worker = sidecar.worker(
        GetWorkItemsRequest.newBuilder()
            .addCapabilities(WorkerCapability.WORKER_CAPABILITY_HISTORY_STREAMING).build());
    sidecar.start("Order", "a");
    worker.turn(worker.next(), schedule(0, "Charge"));
    worker.answer(result(worker.next(), "\"" + "x".repeat(2 << 20) + "\"").build());
    worker.turn(worker.next(), schedule(1, "Charge"));
    worker.answer(result(worker.next(), "1").build());

    WorkItem item = worker.next();

    assertThat(item.getOrchestratorRequest().getRequiresHistoryStreaming()).isTrue();
    assertThat(item.getOrchestratorRequest().getPastEventsCount()).isZero();
    assertThat(types(history("a"))).containsExactly(
        EventTypeCase.ORCHESTRATORSTARTED, EventTypeCase.EXECUTIONSTARTED,
        EventTypeCase.TASKSCHEDULED, EventTypeCase.ORCHESTRATORSTARTED,
        EventTypeCase.TASKCOMPLETED, EventTypeCase.TASKSCHEDULED);
  }

  @Test
  void workThatIsTooLargeForItsWorkerFails() throws Exception {
    OrchestrationState end = worksOnMuch("grpc-python/1.60.0", worker -> {});

    assertThat(end.getFailureDetails().getErrorType())
        .isEqualTo("dev.perdure.WorkItemTooLarge");
  }

  @Test
  void anSdkThatReceivesAnythingGetsLargeWork() throws Exception {
    OrchestrationState end = worksOnMuch(
        "durabletask-js grpc-node-js/1.14.7",
        worker -> worker.turn(worker.next(), complete(2, "\"done\"")));

    assertThat(end.getOutput().getValue()).isEqualTo("\"done\"");
  }

  /// Lets a worker of some SDK give results that are larger together than most SDKs can receive.
  private OrchestrationState worksOnMuch(String agent, Consumer<FakeWorker> last)
      throws Exception {
    ManagedChannel channel = NettyChannelBuilder
        .forAddress("127.0.0.1", sidecar.front().ports().get(0))
        .usePlaintext().userAgent(agent).maxInboundMessageSize(Integer.MAX_VALUE).build();
    try {
      FakeWorker worker = new FakeWorker(channel, FakeWorker.everything());
      sidecar.start("Order", "a");
      worker.turn(worker.next(), schedule(0, "Charge"));
      String large = "\"" + "x".repeat(3 << 20) + "\"";
      worker.answer(result(worker.next(), large).build());
      worker.turn(worker.next(), schedule(1, "Charge"));
      worker.answer(result(worker.next(), large).build());
      last.accept(worker);
      return sidecar.end("a");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void anOrchestratorTerminatesAnother() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    worker.turn(worker.next());
    sidecar.start("Order", "b");

    worker.turn(
        worker.next(),
        OrchestratorAction.newBuilder().setId(1)
            .setTerminateOrchestration(
                TerminateOrchestrationAction.newBuilder().setInstanceId("a")
                    .setReason(StringValue.of("\"enough\"")))
            .build(),
        complete(2, "1"));

    assertThat(sidecar.end("a").getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED);
    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("\"enough\"");
    assertThat(types(history("b"))).containsExactly(
        EventTypeCase.ORCHESTRATORSTARTED, EventTypeCase.EXECUTIONSTARTED,
        EventTypeCase.EXECUTIONCOMPLETED);
  }

  @Test
  void anActionThatIsNotKnownFailsItsOrchestration() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");

    worker.turn(
        worker.next(),
        OrchestratorAction.newBuilder()
            .setRewindOrchestration(RewindOrchestrationAction.getDefaultInstance()).build());

    assertThat(sidecar.end("a").getFailureDetails().getErrorType())
        .isEqualTo("dev.perdure.UnreadableActions");
  }

  @Test
  void aServerThatStopsSendsItsWorkersAway() {
    FakeWorker worker = sidecar.worker();

    sidecar.front().close();

    assertThat(worker.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static dev.perdure.protocol.message.OrchestratorResponse part(
      WorkItem item, int index, boolean partial, OrchestratorAction action) {
    return response(item, action).setIsPartial(partial).setChunkIndex(Int32Value.of(index))
        .setNumEventsProcessed(Int32Value.of(0)).build();
  }

  private List<HistoryEvent> history(String id) throws Exception {
    var chunks = io.grpc.stub.ClientCalls.blockingServerStreamingCall(
        sidecar.channel(), SidecarMethods.named("StreamInstanceHistory"), CallOptions.DEFAULT,
        StreamInstanceHistoryRequest.newBuilder().setInstanceId(id).build().toByteArray());
    List<HistoryEvent> events = new ArrayList<>();
    while (chunks.hasNext()) {
      events.addAll(HistoryChunk.parseFrom(chunks.next()).getEventsList());
    }
    return events;
  }

  private static List<EventTypeCase> types(List<HistoryEvent> events) {
    return events.stream().map(HistoryEvent::getEventTypeCase).toList();
  }
}
