package dev.perdure.runtime.rows;

import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Payload;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TraceContext;
import dev.perdure.model.codec.SharedMessages;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An open task as bytes. Its key holds the sequence number.
public final class OpenTaskRow {
  private static final int ACTIVITY = 1;
  private static final int CHILD = 2;
  private static final int TIMER = 3;
  private static final int CALL = 4;
  private static final int LOCK = 5;

  private OpenTaskRow() {}

  /// Encodes the row.
  public static byte[] encode(OpenTask task) {
    WireWriter writer = RowCodec.begin();
    switch (task) {
      case OpenTask.OpenActivity activity -> {
        writer.writeInt32(1, ACTIVITY);
        writer.writeInt32(2, activity.taskId());
        writer.writeString(3, activity.executionId());
        RowCodec.writeFunction(4, activity.function(), writer);
        writer.writeStringValue(5, activity.input().text());
        writer.writeStringMap(6, activity.tags());
        SharedMessages.writeTrace(7, activity.trace(), writer);
        writer.writeInt32(8, activity.attempt());
      }
      case OpenTask.OpenChild child -> {
        writer.writeInt32(1, CHILD);
        writer.writeInt32(2, child.taskId());
        SharedMessages.writeExecution(9, child.child(), writer);
      }
      case OpenTask.OpenTimer timer -> {
        writer.writeInt32(1, TIMER);
        writer.writeInt32(2, timer.taskId());
        writer.writeTimestamp(10, timer.fireAt());
      }
      case OpenTask.OpenCall call -> {
        writer.writeInt32(1, CALL);
        writer.writeInt32(2, call.taskId());
        writer.writeString(11, call.requestId());
        writer.writeBool(14, call.byEvent());
      }
      case OpenTask.OpenLock lock -> {
        writer.writeInt32(1, LOCK);
        writeLock(lock, writer);
      }
    }
    return writer.toByteArray();
  }

  private static void writeLock(OpenTask.OpenLock lock, WireWriter writer) {
    writer.writeInt32(2, lock.taskId());
    writer.writeString(11, lock.criticalSectionId());
    for (String entity : lock.lockSet()) {
      writer.writePresentString(12, entity);
    }
    writer.writeInt32(13, number(lock.phase()));
    writer.writeBool(14, lock.byEvent());
  }

  /// Decodes the row under the given sequence number.
  public static OpenTask decode(long sequence, byte[] row) {
    Fields fields = new Fields();
    WireReader reader = RowCodec.open(row);
    while (reader.next()) {
      fields.read(reader);
    }
    return fields.toTask(sequence, reader);
  }

  private static int number(OpenTask.OpenLock.Phase phase) {
    return switch (phase) {
      case ASKED -> 0;
      case HELD -> 1;
      case REGAINED -> 2;
    };
  }

  private static OpenTask.OpenLock.Phase phase(int number, WireReader reader) {
    return switch (number) {
      case 0 -> OpenTask.OpenLock.Phase.ASKED;
      case 1 -> OpenTask.OpenLock.Phase.HELD;
      case 2 -> OpenTask.OpenLock.Phase.REGAINED;
      default -> throw reader.failure("a known phase of a lock", "phase " + number);
    };
  }

  /// The fields as they are met.
  private static final class Fields {
    private int kind;
    private int taskId;
    private String executionId = "";
    private FunctionRef function = new FunctionRef("", null);
    private @Nullable String input;
    private final Map<String, String> tags = new HashMap<>();
    private @Nullable TraceContext trace;
    private int attempt;
    private ExecutionKey child = new ExecutionKey("", "");
    private Instant fireAt = Instant.EPOCH;
    private String request = "";
    private final List<String> lockSet = new ArrayList<>();
    private int phase;
    private boolean byEvent;

    void read(WireReader reader) {
      switch (reader.field()) {
        case 1 -> kind = reader.readInt32();
        case 2 -> taskId = reader.readInt32();
        case 3 -> executionId = reader.readString();
        case 4 -> function = RowCodec.readFunction(reader);
        case 5 -> input = reader.readStringValue();
        case 6 -> reader.readStringEntry(tags);
        case 7 -> trace = SharedMessages.readTrace(reader);
        case 8 -> attempt = reader.readInt32();
        case 9 -> child = SharedMessages.readExecution(reader);
        case 10 -> fireAt = reader.readTimestamp();
        case 11 -> request = reader.readString();
        case 12 -> lockSet.add(reader.readString());
        case 13 -> phase = reader.readInt32();
        case 14 -> byEvent = reader.readBool();
        default -> reader.skip();
      }
    }

    OpenTask toTask(long sequence, WireReader reader) {
      return switch (kind) {
        case ACTIVITY ->
          new OpenTask.OpenActivity(
              sequence, taskId, executionId, function, Payload.of(input), Map.copyOf(tags), trace,
              attempt);
        case CHILD -> new OpenTask.OpenChild(sequence, taskId, child);
        case TIMER -> new OpenTask.OpenTimer(sequence, taskId, fireAt);
        case CALL -> new OpenTask.OpenCall(sequence, taskId, request, byEvent);
        case LOCK ->
          new OpenTask.OpenLock(
              sequence, taskId, request, lockSet, phase(phase, reader), byEvent);
        default -> throw reader.failure("a known kind of open task", "kind " + kind);
      };
    }
  }
}
