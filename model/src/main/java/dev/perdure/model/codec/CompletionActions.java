package dev.perdure.model.codec;

import dev.perdure.model.Action;
import dev.perdure.model.Action.CompleteOrchestration;
import dev.perdure.model.Action.ContinueAsNew;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// The message that ends an execution for good or for the next one.
final class CompletionActions {

  /// Ours, in `CompleteOrchestrationAction`: the ids of the tasks that failed. Others skip it.
  private static final int FAILED_TASKS = 1001;

  private CompletionActions() {}

  static void write(CompleteOrchestration action, WireWriter writer) {
    if (action.status() == OrchestrationStatus.CONTINUED_AS_NEW) {
      throw new IllegalArgumentException(
          "Expected a completion, but got one with the status CONTINUED_AS_NEW");
    }
    writer.writeInt32(1, action.status().number());
    writer.writeStringValue(2, action.result());
    FailureDetailsCodec.write(6, action.failure(), writer);
    writer.writePackedInt32(FAILED_TASKS, action.failedTasks());
  }

  static void write(ContinueAsNew action, WireWriter writer) {
    writer.writeInt32(1, OrchestrationStatus.CONTINUED_AS_NEW.number());
    writer.writeStringValue(2, action.input());
    writer.writeStringValue(4, action.newVersion());
    for (HistoryEvent event : action.carryover()) {
      int mark = writer.begin(5);
      HistoryEventCodec.encode(event, writer);
      writer.end(mark);
    }
  }

  /// Reads either of the two, without its id. The field `details` is older than `failureDetails`
  /// and no longer sent.
  static IntFunction<Action> read(WireReader reader) {
    OrchestrationStatus status = OrchestrationStatus.RUNNING;
    String result = null;
    String newVersion = null;
    List<HistoryEvent> carryover = new ArrayList<>();
    FailureDetails failure = null;
    List<Integer> failedTasks = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> status = SharedMessages.readStatus(reader);
        case 2 -> result = reader.readStringValue();
        case 4 -> newVersion = reader.readStringValue();
        case 5 -> carryover.add(readEvent(reader));
        case 6 -> failure = FailureDetailsCodec.read(reader);
        case FAILED_TASKS -> reader.readInt32s(failedTasks);
        default -> reader.skip();
      }
    }
    if (status == OrchestrationStatus.CONTINUED_AS_NEW) {
      var next = new ContinueAsNew(0, result, newVersion, carryover);
      return id -> new ContinueAsNew(id, next.input(), next.newVersion(), next.carryover());
    }
    var end = new CompleteOrchestration(0, status, result, failure, failedTasks);
    return id -> new CompleteOrchestration(
        id, end.status(), end.result(), end.failure(), end.failedTasks());
  }

  private static HistoryEvent readEvent(WireReader reader) {
    int outer = reader.enter();
    HistoryEvent event = HistoryEventCodec.decode(reader);
    reader.leave(outer);
    return event;
  }
}
