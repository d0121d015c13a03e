package dev.perdure.engine.state;

import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.WorkItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// About how many bytes of memory what is open takes. A character counts as one byte, and takes two
/// where there are some beyond Latin-1.
public final class Sizes {

  /// An instance or an entity of which nothing is open.
  static final int AGGREGATE = 1_536;

  /// A record of its own, such as a mail or an open task, without what it carries.
  private static final int RECORD = 128;

  private Sizes() {}

  /// About how many bytes a work item takes.
  public static long of(WorkItem item) {
    return RECORD + switch (item) {
      case WorkItem.Turn turn -> of(turn.newEvents());
      case WorkItem.Activity activity -> of(activity.input());
      case WorkItem.EntityBatch batch -> of(batch.state()) + of(batch.operations());
    };
  }

  /// What of a mail is in memory.
  static long of(Mail mail) {
    return mail instanceof Mail.InStore ? RECORD : mail.bytes();
  }

  static long of(HistoryEvent event) {
    return of(event.body());
  }

  /// What of a task is in memory.
  static long of(@Nullable OpenTask task) {
    if (task == null) {
      return 0;
    }
    return task instanceof OpenTask.OpenActivity activity
        && activity.input() instanceof Payload.InMemory input
            ? RECORD + input.bytes()
            : RECORD;
  }

  static long of(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static long of(List<HistoryEvent> events) {
    long bytes = 0;
    for (HistoryEvent event : events) {
      bytes += of(event.body());
    }
    return bytes;
  }

  private static long of(EventBody body) {
    return RECORD + switch (body) {
      case EventBody.ExecutionStarted it -> of(it.input());
      case EventBody.EventRaised it -> of(it.input());
      case EventBody.TaskCompleted it -> of(it.result());
      case EventBody.TaskFailed it -> of(it.failure());
      case EventBody.SubOrchestrationCompleted it -> of(it.result());
      case EventBody.SubOrchestrationFailed it -> of(it.failure());
      case EventBody.EntityOperationSignaled it -> of(it.input());
      case EventBody.EntityOperationCalled it -> of(it.input());
      case EventBody.EntityOperationCompleted it -> of(it.output());
      case EventBody.EntityOperationFailed it -> of(it.failure());
      // Others hold nothing that can be large.
      default -> 0;
    };
  }

  private static long of(@Nullable FailureDetails failure) {
    long bytes = 0;
    for (FailureDetails each = failure; each != null; each = each.innerFailure()) {
      bytes += of(each.message()) + of(each.stackTrace());
    }
    return bytes;
  }
}
