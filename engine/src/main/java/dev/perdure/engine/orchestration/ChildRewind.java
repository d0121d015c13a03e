package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.ParentInstance;
import java.util.List;

/// What a rewound orchestration asks of a sub-orchestration that failed or has not answered: to
/// answer the new execution of its parent, whatever has become of it meanwhile. Every case ends in
/// an answer, since the parent waits for it.
final class ChildRewind {
  private ChildRewind() {}

  /// Answers the message.
  ///
  /// @param substitute starts the child if it is gone
  static void handle(
      Draft draft, Message.RewindOrchestration rewind, Message.StartOrchestration substitute) {
    ParentInstance parent = substitute.parent();
    if (draft.absent() || parent == null || !draft.header().isChildOf(parent)) {
      StartHandler.handle(draft, substitute);
      return;
    }
    Header header = draft.header();
    switch (header.status()) {
      case FAILED -> {
        header.adopt(parent);
        RewindHandler.rewind(draft, rewind.newExecutionId(), rewind.reason());
      }
      case COMPLETED -> {
        header.adopt(parent);
        Endings.tellParent(draft, completion(draft));
        draft.accept();
      }
      case PENDING, RUNNING, SUSPENDED, CONTINUED_AS_NEW -> {
        header.adopt(parent);
        draft.accept();
      }
      case TERMINATED, CANCELED -> StartHandler.handle(draft, substitute);
    }
  }

  private static EventBody.ExecutionCompleted completion(Draft draft) {
    List<HistoryEvent> history = draft.history();
    if (!history.isEmpty()
        && history.get(history.size() - 1).body() instanceof EventBody.ExecutionCompleted last) {
      return last;
    }
    throw new IllegalStateException(
        "Expected the history of the ended instance " + draft.instanceId()
            + " to end with its completion, but it does not");
  }
}
