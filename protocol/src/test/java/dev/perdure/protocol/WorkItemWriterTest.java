package dev.perdure.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TraceContext;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.WorkToken;
import dev.perdure.protocol.message.ActivityRequest;
import dev.perdure.protocol.message.HistoryChunk;
import dev.perdure.protocol.message.OrchestratorRequest;
import dev.perdure.protocol.message.WorkItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkItemWriterTest {
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.080910Z");
  private static final WorkToken TOKEN = new WorkToken(new ExecutionKey("id", "exec"), 3, 4, 1);
  private static final HistoryEvent STARTED = HistoryEvent.of(
      TIME, new EventBody.OrchestratorStarted());
  private static final HistoryEvent RAISED = HistoryEvent.of(
      TIME, new EventBody.EventRaised("go", "1"));

  @Test
  void aTurnHasItsHistoryAndItsNewEvents() throws InvalidProtocolBufferException {
    byte[] bytes = WorkItemWriter.turn(turn(), "shown", "token", past(RAISED, RAISED), 10);

    WorkItem item = WorkItem.parseFrom(bytes);
    assertThat(item.getCompletionToken()).isEqualTo("token");
    OrchestratorRequest request = item.getOrchestratorRequest();
    assertThat(request.getInstanceId()).isEqualTo("shown");
    assertThat(request.getExecutionId().getValue()).isEqualTo("exec");
    assertThat(request.getPastEventsList()).hasSize(2)
        .allMatch(event -> event.getEventRaised().getName().equals("go"));
    assertThat(request.getNewEventsList()).hasSize(2);
    assertThat(request.getNewEvents(0).hasOrchestratorStarted()).isTrue();
    assertThat(request.getRequiresHistoryStreaming()).isFalse();
    assertThat(item.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void aTurnWithoutItsHistoryAsksTheWorkerToFetchIt() throws InvalidProtocolBufferException {
    WorkItem item = WorkItem.parseFrom(WorkItemWriter.turn(turn(), "shown", "token", null, 0));

    assertThat(item.getOrchestratorRequest().getRequiresHistoryStreaming()).isTrue();
    assertThat(item.getOrchestratorRequest().getPastEventsCount()).isZero();
  }

  @Test
  void anActivityHasAllThatIsKnownOfIt() throws InvalidProtocolBufferException {
    var activity = new dev.perdure.model.work.WorkItem.Activity(
        TOKEN, new FunctionRef("Charge", "2"), "1", 7, "\"in\"", Map.of("k", "v"),
        new TraceContext("00-a-b-01", "x=y"));

    byte[] bytes = WorkItemWriter.activity(activity, "shown", "token");

    WorkItem item = WorkItem.parseFrom(bytes);
    ActivityRequest request = item.getActivityRequest();
    assertThat(request.getName()).isEqualTo("Charge");
    assertThat(request.getVersion().getValue()).isEqualTo("2");
    assertThat(request.getInput().getValue()).isEqualTo("\"in\"");
    assertThat(request.getTaskId()).isEqualTo(7);
    assertThat(request.getOrchestrationInstance().getInstanceId()).isEqualTo("shown");
    assertThat(request.getTagsMap()).containsExactly(Map.entry("k", "v"));
    assertThat(request.getParentTraceContext().getTraceParent()).isEqualTo("00-a-b-01");
    assertThat(request.getParentTraceContext().getTraceState().getValue()).isEqualTo("x=y");
    assertThat(item.getCompletionToken()).isEqualTo("token");
    assertThat(item.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void aPingAndAPieceOfAHistoryAreMessagesOfTheContract() throws InvalidProtocolBufferException {
    assertThat(WorkItem.parseFrom(WorkItemWriter.healthPing()).hasHealthPing()).isTrue();
    byte[] chunk = WorkItemWriter.historyChunk(past(STARTED, RAISED), 10);
    assertThat(HistoryChunk.parseFrom(chunk).getEventsCount()).isEqualTo(2);
  }

  private static dev.perdure.model.work.WorkItem.Turn turn() {
    return new dev.perdure.model.work.WorkItem.Turn(
        TOKEN, new FunctionRef("Order", null), new HistoryPosition(4, 2),
        List.of(STARTED, RAISED));
  }

  private static WorkItemWriter.Events past(HistoryEvent... events) {
    return (field, writer) -> {
      for (HistoryEvent event : events) {
        int mark = writer.begin(field);
        HistoryEventCodec.encode(event, writer);
        writer.end(mark);
      }
    };
  }
}
