package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.CoreMessages.call;
import static dev.perdure.server.grpc.CoreMessages.lock;
import static dev.perdure.server.grpc.CoreMessages.release;
import static dev.perdure.server.grpc.CoreMessages.requestId;
import static dev.perdure.server.grpc.CoreMessages.signal;
import static dev.perdure.server.grpc.CoreMessages.signalAt;
import static dev.perdure.server.grpc.FakeWorker.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityState;
import dev.perdure.protocol.message.EntityBatchResult;
import dev.perdure.protocol.message.EntityOperationCalledEvent;
import dev.perdure.protocol.message.EntityOperationSignaledEvent;
import dev.perdure.protocol.message.EventRaisedEvent;
import dev.perdure.protocol.message.HistoryEvent;
import dev.perdure.protocol.message.OperationResult;
import dev.perdure.protocol.message.OperationResultFailure;
import dev.perdure.protocol.message.OperationResultSuccess;
import dev.perdure.protocol.message.OrchestrationState;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.OrchestratorRequest;
import dev.perdure.protocol.message.RaiseEventRequest;
import dev.perdure.protocol.message.TaskFailureDetails;
import dev.perdure.protocol.message.TerminateRequest;
import dev.perdure.protocol.message.WorkItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Entities for workers that speak to them by external events, as the plain .NET worker does.
final class CoreEntitiesTest {
  private static final String COUNTER = "@counter@a";
  private static final String GRANTED = "{\"result\":\"Lock Acquisition Completed\"}";

  private final Sidecar sidecar = new Sidecar(true);
  private final List<OrchestratorAction> sent = new ArrayList<>();
  private FakeWorker worker = sidecar.worker();

  @AfterEach
  void close() {
    sidecar.close();
  }

  private WorkItem first() {
    sidecar.start("Transfer", "a");
    WorkItem turn = worker.next();
    assertThat(turn.getOrchestratorRequest().hasEntityParameters()).isTrue();
    return turn;
  }

  private void turn(WorkItem item, OrchestratorAction... actions) {
    sent.addAll(List.of(actions));
    worker.turn(item, actions);
  }

  /// The next turn, which has one event and a history in which each action is found as it was sent.
  private EventRaisedEvent raised(WorkItem turn) {
    OrchestratorRequest request = turn.getOrchestratorRequest();
    List<HistoryEvent> recorded = request.getPastEventsList().stream()
        .filter(HistoryEvent::hasEventSent).toList();
    assertThat(recorded).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      HistoryEvent event = recorded.get(i);
      OrchestratorAction action = sent.get(i);
      assertThat(event.getEventId()).isEqualTo(action.getId());
      assertThat(event.getEventSent().getInstanceId())
          .isEqualTo(action.getSendEvent().getInstance().getInstanceId());
      assertThat(event.getEventSent().getName()).isEqualTo(action.getSendEvent().getName());
      assertThat(event.getEventSent().getInput()).isEqualTo(action.getSendEvent().getData());
    }
    assertThat(request.getNewEventsCount()).isEqualTo(2);
    assertThat(request.getNewEvents(1).getEventId()).isEqualTo(-1);
    return request.getNewEvents(1).getEventRaised();
  }

  private void perform(WorkItem batch, String state, OperationResult.Builder... results) {
    EntityBatchResult.Builder answer = EntityBatchResult.newBuilder()
        .setCompletionToken(batch.getCompletionToken()).setEntityState(StringValue.of(state));
    for (OperationResult.Builder result : results) {
      answer.addResults(result);
    }
    sidecar.call("CompleteEntityTask", answer.build());
  }

  private static OperationResult.Builder success(String result) {
    return OperationResult.newBuilder().setSuccess(
        OperationResultSuccess.newBuilder().setResult(StringValue.of(result)));
  }

  private EntityState entity(String id) {
    Optional<EntityState> found = sidecar.hub().entities()
        .get(EntityId.parse(id), true).toCompletableFuture().join();
    return found.orElseThrow();
  }

  private void assertFree(String id) throws InterruptedException {
    for (int i = 0; i < 500 && entity(id).lockedBy() != null; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(entity(id).lockedBy()).isNull();
  }

  @Test
  void signalsAndCallsReachTheEntityInOrderAndTheCallIsAnsweredByAnEvent() throws Exception {
    turn(first(), signal(0, COUNTER, "reset", "0"), call(1, COUNTER, "add", "{\\\"by\\\":5}"));

    WorkItem batch = worker.next();
    assertThat(batch.getEntityRequestV2().getInstanceId()).isEqualTo(COUNTER);
    EntityOperationSignaledEvent signaled = batch.getEntityRequestV2().getOperationRequests(0)
        .getEntityOperationSignaled();
    assertThat(signaled.getOperation()).isEqualTo("reset");
    assertThat(signaled.getRequestId()).isEqualTo(requestId(0));
    if (batch.getEntityRequestV2().getOperationRequestsCount() == 1) {
      perform(batch, "0", success("null"));
      batch = worker.next();
    }
    EntityOperationCalledEvent called = batch.getEntityRequestV2().getOperationRequestsList()
        .getLast().getEntityOperationCalled();
    assertThat(called.getInput().getValue()).isEqualTo("{\"by\":5}");
    assertThat(called.getParentInstanceId().getValue()).isEqualTo("a");
    perform(batch, "5",
        batch.getEntityRequestV2().getOperationRequestsList().stream()
            .map(_ -> success("{\"sum\":\"ä\"}")).toArray(OperationResult.Builder[]::new));

    WorkItem last = worker.next();
    EventRaisedEvent answer = raised(last);
    assertThat(answer.getName()).isEqualTo(requestId(1));
    assertThat(answer.getInput().getValue())
        .isEqualTo("{\"result\":\"{\\\"sum\\\":\\\"ä\\\"}\"}");
    worker.turn(last, complete(2, "1"));
    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("1");
  }

  @Test
  void aCallThatFailsIsAnsweredWithAllDetails() {
    turn(first(), call(0, COUNTER, "add", "1"));
    TaskFailureDetails inner = TaskFailureDetails.newBuilder()
        .setErrorType("Inner").setErrorMessage("deep").setIsNonRetriable(true).build();
    perform(
        worker.next(), "0",
        OperationResult.newBuilder().setFailure(
            OperationResultFailure.newBuilder().setFailureDetails(
                TaskFailureDetails.newBuilder().setErrorType("System.InvalidOperationException")
                    .setErrorMessage("Too much").setStackTrace(StringValue.of("at Counter.Add"))
                    .setInnerFailure(inner))));

    EventRaisedEvent answer = raised(worker.next());

    assertThat(answer.getName()).isEqualTo(requestId(0));
    assertThat(answer.getInput().getValue()).isEqualTo(
        "{\"result\":\"Too much\",\"exceptionType\":\"System.InvalidOperationException\","
            + "\"failureDetails\":{\"ErrorType\":\"System.InvalidOperationException\","
            + "\"ErrorMessage\":\"Too much\",\"StackTrace\":\"at Counter.Add\","
            + "\"InnerFailure\":{\"ErrorType\":\"Inner\",\"ErrorMessage\":\"deep\","
            + "\"StackTrace\":null,\"InnerFailure\":null,\"IsNonRetriable\":true},"
            + "\"IsNonRetriable\":false}}");
  }

  @Test
  void aSignalForLaterIsNotPerformedBefore() {
    WorkItem turn = first();
    Instant due = Instant.now().plusMillis(1500);
    Timestamp time = Timestamp.newBuilder()
        .setSeconds(due.getEpochSecond()).setNanos(due.getNano()).build();
    turn(turn, signalAt(0, COUNTER, "later", Instant.now().toString(), due.toString()),
        signal(1, COUNTER, "now", "1"));

    WorkItem now = worker.next();
    assertThat(now.getEntityRequestV2().getOperationRequests(0).getEntityOperationSignaled()
        .getOperation()).isEqualTo("now");
    perform(now, "1", success("null"));

    WorkItem later = worker.next();
    assertThat(Instant.now()).isAfterOrEqualTo(due);
    EntityOperationSignaledEvent signaled = later.getEntityRequestV2().getOperationRequests(0)
        .getEntityOperationSignaled();
    assertThat(signaled.getOperation()).isEqualTo("later");
    assertThat(signaled.getScheduledTime()).isEqualTo(time);
  }

  @Test
  void aCriticalSectionIsEnteredAndLeft() throws Exception {
    WorkItem inside = enter();
    sidecar.call("SignalEntity", dev.perdure.protocol.message.SignalEntityRequest.newBuilder()
        .setInstanceId("@account@x").setName("stranger").build());
    turn(inside, call(1, "@account@x", "withdraw", "1"));
    WorkItem mine = worker.next();
    assertThat(mine.getEntityRequestV2().getOperationRequests(0).getEntityOperationCalled()
        .getOperation()).isEqualTo("withdraw");
    perform(mine, "99", success("99"));
    WorkItem answered = worker.next();
    assertThat(raised(answered).getName()).isEqualTo(requestId(1));
    assertThat(entity("@account@x").backlog()).isEqualTo(1);

    worker.turn(
        answered, release(2, 0, "@account@x"), release(3, 0, "@account@y"), complete(4, "1"));

    WorkItem stranger = worker.next();
    assertThat(stranger.getEntityRequestV2().getOperationRequests(0)
        .getEntityOperationSignaled().getOperation()).isEqualTo("stranger");
    assertFree("@account@y");
    assertThat(sidecar.end("a").getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
  }

  /// Inside a section of two entities, each of which has a state.
  private WorkItem enter() {
    for (String key : List.of("x", "y")) {
      raise("@account@" + key, "op",
          CoreMessages.operation(50, "open", "\"signal\":true,", "1", ""));
      perform(worker.next(), "100", success("null"));
    }
    turn(first(), lock(0, "x", "y"));
    WorkItem inside = worker.next();
    EventRaisedEvent granted = raised(inside);
    assertThat(granted.getName()).isEqualTo(requestId(0));
    assertThat(granted.getInput().getValue()).isEqualTo(GRANTED);
    assertThat(entity("@account@x").lockedBy()).isEqualTo("a");
    assertThat(entity("@account@y").lockedBy()).isEqualTo("a");
    return inside;
  }

  @Test
  void anOwnerThatIsTerminatedInsideLeavesTheSection() throws Exception {
    WorkItem _ = enter();

    sidecar.call("TerminateInstance", TerminateRequest.newBuilder().setInstanceId("a").build());

    assertFree("@account@x");
    assertFree("@account@y");
  }

  @Test
  void aRestartInsideLosesNothing() throws Exception {
    WorkItem inside = enter();
    turn(inside, call(1, "@account@y", "deposit", "1"));
    WorkItem _ = worker.next();

    sidecar.restart();
    worker = sidecar.worker();

    assertThat(entity("@account@x").lockedBy()).isEqualTo("a");
    perform(worker.next(), "101", success("101"));
    WorkItem answered = worker.next();
    assertThat(raised(answered).getInput().getValue()).isEqualTo("{\"result\":\"101\"}");
    worker.turn(
        answered, release(2, 0, "@account@x"), release(3, 0, "@account@y"), complete(4, "1"));
    assertFree("@account@x");
    assertFree("@account@y");
    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("1");
  }

  @Test
  void aMessageThatCannotBeReadFailsItsOrchestration() throws Exception {
    worker.turn(
        first(), signal(0, COUNTER, "add", "1"),
        CoreMessages.event(1, COUNTER, "op", "{\"op\":\"add\"}"));

    OrchestrationState end = sidecar.end("a");

    assertThat(end.getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED);
    assertThat(end.getFailureDetails().getErrorMessage()).endsWith(
        "Expected the event 'op' to an entity to carry a message for it, but it cannot be read: "
            + "Expected an 'id'");
    assertThat(worker.quiet()).isTrue();
  }

  @Test
  void aClientSignalsByAnEventOnceForEachRequest() throws Exception {
    String signal = CoreMessages.operation(0, "add", "\"signal\":true,", "1", "");
    raise(COUNTER, "op", signal);
    raise(COUNTER, "op", signal);

    WorkItem batch = worker.next();
    assertThat(batch.getEntityRequestV2().getOperationRequestsList())
        .extracting(it -> it.getEntityOperationSignaled().getOperation()).containsExactly("add");
    perform(batch, "1", success("null"));
    assertThat(worker.quiet()).isTrue();
  }

  @Test
  void aClientSaysNothingElseToAnEntityByAnEvent() throws InvalidProtocolBufferException {
    for (String body : List.of(
        "{", CoreMessages.operation(0, "add", "", "1", ""), "{\"id\":\"1\",\"lockset\":[]}")) {
      assertThatThrownBy(() -> raise(COUNTER, "op", body))
          .hasMessageContaining("INVALID_ARGUMENT");
    }
    assertThatThrownBy(() -> raise("@counter", "op", "{\"id\":\"1\",\"op\":\"x\",\"signal\":true}"))
        .hasMessageContaining("INVALID_ARGUMENT");
  }

  private void raise(String target, String name, String body) {
    sidecar.call(
        "RaiseEvent",
        RaiseEventRequest.newBuilder().setInstanceId(target).setName(name)
            .setInput(StringValue.of(body)).build());
  }
}
