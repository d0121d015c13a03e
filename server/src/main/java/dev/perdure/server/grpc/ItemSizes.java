package dev.perdure.server.grpc;

import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.WorkItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// About how many bytes items will have when they are encoded. What decides is the texts that may
/// be large; a history that is still to be read is not known and not in it.
final class ItemSizes {

  /// What an item has beside its texts: ids, times and a token.
  private static final int ITEM_BYTES = 256;

  /// The same for an event.
  private static final int EVENT_BYTES = 64;

  private ItemSizes() {}

  static long bytes(WorkItem item) {
    return ITEM_BYTES + switch (item) {
      case WorkItem.Turn turn -> bytes(turn.newEvents());
      case WorkItem.Activity activity -> bytes(activity.input());
      case WorkItem.EntityBatch batch -> bytes(batch.state()) + bytes(batch.operations());
    };
  }

  private static long bytes(List<HistoryEvent> events) {
    long sum = 0;
    for (HistoryEvent event : events) {
      sum += EVENT_BYTES + bytes(event.body());
    }
    return sum;
  }

  private static long bytes(EventBody body) {
    return switch (body) {
      case EventBody.ExecutionStarted it -> bytes(it.input());
      case EventBody.EventRaised it -> bytes(it.input());
      case EventBody.TaskCompleted it -> bytes(it.result());
      case EventBody.TaskFailed it -> bytes(it.failure());
      case EventBody.SubOrchestrationCompleted it -> bytes(it.result());
      case EventBody.SubOrchestrationFailed it -> bytes(it.failure());
      case EventBody.EntityOperationSignaled it -> bytes(it.input());
      case EventBody.EntityOperationCalled it -> bytes(it.input());
      case EventBody.EntityOperationCompleted it -> bytes(it.output());
      case EventBody.EntityOperationFailed it -> bytes(it.failure());
      // Others hold nothing that is often large.
      default -> 0;
    };
  }

  private static long bytes(FailureDetails failure) {
    long sum = 0;
    for (FailureDetails it = failure; it != null; it = it.innerFailure()) {
      sum += bytes(it.message()) + bytes(it.stackTrace());
    }
    return sum;
  }

  private static long bytes(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
