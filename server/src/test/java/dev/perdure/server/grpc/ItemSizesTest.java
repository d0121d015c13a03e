package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.Sizes;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.protocol.WorkItemWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What items take is known about before they are encoded.
final class ItemSizesTest {
  private static final String LARGE = "x".repeat(100_000);
  private static final ExecutionKey KEY = new ExecutionKey("a", "1");
  private static final WorkToken TOKEN = new WorkToken(KEY, 1, 1, 1);
  private static final FunctionRef NAME = new FunctionRef("Order", null);

  @Test
  void theTextsOfATurnAreCounted() {
    FailureDetails failure = new FailureDetails(
        "E", LARGE, LARGE, FailureDetails.of("E", LARGE), false, Map.of());
    for (EventBody body : List.<EventBody>of(
        new EventBody.ExecutionStarted(KEY, NAME, LARGE, null, null, null, Map.of()),
        new EventBody.EventRaised("Go", LARGE), new EventBody.TaskCompleted(1, LARGE),
        new EventBody.TaskFailed(1, failure), new EventBody.SubOrchestrationCompleted(1, LARGE),
        new EventBody.SubOrchestrationFailed(1, failure),
        new EventBody.EntityOperationCompleted("r", LARGE),
        new EventBody.EntityOperationFailed("r", failure), new EventBody.OrchestratorStarted())) {
      WorkItem.Turn turn = new WorkItem.Turn(
          TOKEN, NAME, new HistoryPosition(1, 0), List.of(event(body)));

      assertKnown(turn, WorkItemWriter.turn(turn, "a", "token", (_, _) -> {}, 0));
    }
  }

  @Test
  void theInputOfAnActivityIsCounted() {
    WorkItem.Activity activity = new WorkItem.Activity(
        TOKEN, NAME, "", 1, LARGE, Map.of(), null);

    assertKnown(activity, WorkItemWriter.activity(activity, "a", "token"));
  }

  @Test
  void theStateOfAnEntityAndItsOperationsAreCounted() {
    WorkItem.EntityBatch batch = new WorkItem.EntityBatch(
        TOKEN, NAME, LARGE,
        List.of(
            event(new EventBody.EntityOperationSignaled("r", "add", null, LARGE, null)),
            event(new EventBody.EntityOperationCalled("r", "add", null, LARGE, null, null))));

    assertKnown(batch, WorkItemWriter.entity(batch, "token"));
  }

  private static HistoryEvent event(EventBody body) {
    return new HistoryEvent(1, Instant.EPOCH, body);
  }

  private static void assertKnown(WorkItem item, byte[] encoded) {
    assertThat(Sizes.of(item)).isBetween(encoded.length - 100L, encoded.length + 1_000L);
  }
}
