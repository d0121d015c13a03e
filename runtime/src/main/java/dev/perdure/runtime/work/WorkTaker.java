package dev.perdure.runtime.work;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;

/// A worker's end of a subscription. Calls come from the runtime's own threads and must not block.
public interface WorkTaker {

  /// Whether the worker can be given more. It is asked before each item, and must answer at once. A
  /// taker that has said no tells the desk when it can be given more again.
  default boolean hasRoom() {
    return true;
  }

  /// Takes an item; it is answered later.
  void accept(WorkItem item);

  /// An execution is over; whatever was kept for it can go.
  void forget(ExecutionKey execution);
}
