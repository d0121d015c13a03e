package dev.perdure.runtime.work;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.memory.OpenMemory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Work items of one instance, and a dispatcher with room for all of them, for tests.
public final class Offering {
  /// A worker that takes whatever comes and answers nothing.
  static final WorkTaker SILENT = new WorkTaker() {
    @Override
    public void accept(WorkItem item) {}

    @Override
    public void forget(ExecutionKey execution) {}
  };

  private Offering() {}

  /// A dispatcher in which all work waits whole.
  public static Dispatcher roomy() {
    return new Dispatcher(
        new SystemEnv(), new OpenMemory(Long.MAX_VALUE), (unused, reply) -> reply.accept(null));
  }

  static WorkItem activity(long sequence, String name) {
    return activity(sequence, name, null);
  }

  static WorkItem activity(long sequence, String name, @Nullable String input) {
    return new WorkItem.Activity(
        token(sequence), new FunctionRef(name, null), "", 0, input, Map.of(), null);
  }

  static WorkItem.Turn turn(long sequence, String name) {
    return new WorkItem.Turn(
        token(sequence), new FunctionRef(name, null), new HistoryPosition(0, 0), List.of());
  }

  static WorkToken token(long sequence) {
    return new WorkToken(new ExecutionKey("id", "e"), sequence, 1, 1);
  }
}
