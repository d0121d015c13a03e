package dev.perdure.protocol;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TraceContext;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.SharedMessages;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.model.work.WorkItem;
import org.jspecify.annotations.Nullable;

/// Writes the protocol's `WorkItem`. The history before a turn goes through as it is stored.
public final class WorkItemWriter {
  private static final int ORCHESTRATOR_REQUEST = 1;
  private static final int ACTIVITY_REQUEST = 2;
  private static final int HEALTH_PING = 4;
  private static final int ENTITY_REQUEST = 5;
  private static final int COMPLETION_TOKEN = 10;

  static final int INCARNATION = 1001;
  static final int EVENTS = 1002;
  static final int NAME = 1003;
  static final int VERSION = 1004;

  private WorkItemWriter() {}

  /// Events that write themselves as a repeated field.
  @FunctionalInterface
  public interface Events {

    /// Writes all of them, oldest first.
    void write(int field, WireWriter writer);
  }

  /// A turn.
  ///
  /// @param instanceId what is said to be its instance; the events say which it is in any case
  /// @param past the history before the turn, absent if the worker shall fetch it
  /// @param pastBytes about how many bytes that is
  public static byte[] turn(
      WorkItem.Turn turn, String instanceId, String token, @Nullable Events past,
      long pastBytes) {
    WireWriter writer = new WireWriter((int) Math.min(pastBytes, 1 << 28) + 1024);
    ExecutionKey execution = turn.token().execution();
    int request = writer.begin(ORCHESTRATOR_REQUEST);
    writer.writeString(1, instanceId);
    writer.writeStringValue(2, execution.executionId());
    if (past != null) {
      past.write(3, writer);
    }
    for (HistoryEvent event : turn.newEvents()) {
      int mark = writer.begin(4);
      HistoryEventCodec.encode(event, writer);
      writer.end(mark);
    }
    // Some take its absence for a server without entities. Order is kept, so nothing is reordered.
    int entities = writer.begin(5);
    writer.end(writer.begin(1));
    writer.end(entities);
    if (past == null) {
      writer.writeBool(6, true);
      writePosition(turn, writer);
    }
    SharedMessages.writeSpan(8, turn.span(), writer);
    writer.end(request);
    writer.writeString(COMPLETION_TOKEN, token);
    return writer.toByteArray();
  }

  /// What the history would have told: fields of ours, which other readers skip. A worker whose
  /// session stands at this position needs no history at all.
  private static void writePosition(WorkItem.Turn turn, WireWriter writer) {
    writer.writeInt64(INCARNATION, turn.position().incarnation());
    writer.writeInt32(EVENTS, turn.position().events());
    writer.writeString(NAME, turn.function().name());
    writer.writeStringValue(VERSION, turn.function().version());
  }

  /// An activity.
  ///
  /// @param instanceId what is said to be its instance
  public static byte[] activity(
      WorkItem.Activity activity, String instanceId, String token) {
    WireWriter writer = new WireWriter();
    int request = writer.begin(ACTIVITY_REQUEST);
    writer.writeString(1, activity.function().name());
    writer.writeStringValue(2, activity.function().version());
    writer.writeStringValue(3, activity.input());
    ExecutionKey execution = activity.token().execution();
    int instance = writer.begin(4);
    writer.writeString(1, instanceId);
    writer.writeStringValue(2, execution.executionId());
    writer.end(instance);
    writer.writeInt32(5, activity.taskId());
    writeTrace(6, activity.trace(), writer);
    writer.writeStringMap(7, activity.tags());
    writer.end(request);
    writer.writeString(COMPLETION_TOKEN, token);
    return writer.toByteArray();
  }

  /// A batch of an entity's operations.
  public static byte[] entity(WorkItem.EntityBatch batch, String token) {
    WireWriter writer = new WireWriter();
    ExecutionKey execution = batch.token().execution();
    int request = writer.begin(ENTITY_REQUEST);
    writer.writeString(1, execution.instanceId());
    writer.writeString(2, execution.executionId());
    writer.writeStringValue(3, batch.state());
    for (HistoryEvent operation : batch.operations()) {
      int mark = writer.begin(4);
      HistoryEventCodec.encode(operation, writer);
      writer.end(mark);
    }
    writer.end(request);
    writer.writeString(COMPLETION_TOKEN, token);
    return writer.toByteArray();
  }

  /// The message that tells a worker that it is still connected.
  public static byte[] healthPing() {
    WireWriter writer = new WireWriter();
    writer.end(writer.begin(HEALTH_PING));
    return writer.toByteArray();
  }

  /// A piece of a history.
  public static byte[] historyChunk(Events events, long bytes) {
    WireWriter writer = new WireWriter((int) Math.min(bytes, 1 << 28) + 1024);
    events.write(1, writer);
    return writer.toByteArray();
  }

  private static void writeTrace(int field, @Nullable TraceContext trace, WireWriter writer) {
    if (trace != null) {
      int mark = writer.begin(field);
      writer.writeString(1, trace.traceParent());
      writer.writeStringValue(3, trace.traceState());
      writer.end(mark);
    }
  }
}
