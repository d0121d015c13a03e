package dev.perdure.engine.state;

import dev.perdure.model.EventBody;
import org.jspecify.annotations.Nullable;

/// About how much memory the payloads of what is open take.
final class Payloads {
  private Payloads() {}

  /// About how many bytes the payload of an event takes.
  static int bytes(EventBody body) {
    return switch (body) {
      case EventBody.ExecutionStarted it -> bytes(it.input());
      case EventBody.EventRaised it -> bytes(it.input());
      case EventBody.TaskCompleted it -> bytes(it.result());
      case EventBody.SubOrchestrationCompleted it -> bytes(it.result());
      case EventBody.EntityOperationSignaled it -> bytes(it.input());
      case EventBody.EntityOperationCalled it -> bytes(it.input());
      case EventBody.EntityOperationCompleted it -> bytes(it.output());
      // Others hold nothing that can be large.
      default -> 0;
    };
  }

  /// About how many bytes the payload of an open task takes.
  static int bytes(@Nullable OpenTask task) {
    return task instanceof OpenTask.OpenActivity activity ? bytes(activity.input()) : 0;
  }

  private static int bytes(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
