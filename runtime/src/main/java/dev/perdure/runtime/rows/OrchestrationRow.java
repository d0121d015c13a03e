package dev.perdure.runtime.rows;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Origin;
import dev.perdure.engine.state.Progress;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationSpan;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TraceContext;
import dev.perdure.model.codec.SharedMessages;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An instance's row as bytes.
public final class OrchestrationRow {

  /// How many bytes a row without activities usually takes.
  public static final int USUAL_SIZE = 192;

  private OrchestrationRow() {}

  /// Encodes the row of an instance without open activities in it.
  public static byte[] encode(Orchestration row) {
    return encode(row, Map.of());
  }

  /// Encodes the row.
  ///
  /// @param activities the open activities that the row holds, by sequence number, each as
  ///     [OpenTaskRow] has it
  public static byte[] encode(Orchestration row, Map<Long, byte[]> activities) {
    WireWriter writer = RowCodec.begin(USUAL_SIZE + activities.size() * 128);
    writer.writeString(1, row.execution().executionId());
    RowCodec.writeFunction(2, row.function(), writer);
    writer.writeInt32(3, row.status().number());
    InstanceTimes times = row.times();
    writer.writeTimestamp(4, times.created());
    writer.writeTimestamp(5, times.lastUpdated());
    writer.writeTimestamp(6, times.completed());
    writer.writeTimestamp(7, times.scheduledStart());
    SharedMessages.writeParent(8, row.origin().parent(), writer);
    writer.writeStringMap(9, row.origin().tags());
    SharedMessages.writeTrace(10, row.origin().trace(), writer);
    writeProgress(11, row.progress(), writer);
    writer.writeStringValue(12, row.customStatus());
    writer.writePackedInt32(13, row.failedTasks());
    for (Map.Entry<Long, byte[]> activity : activities.entrySet()) {
      int mark = writer.begin(14);
      writer.writeInt64(1, activity.getKey());
      writer.writeBytes(2, activity.getValue());
      writer.end(mark);
    }
    return writer.toByteArray();
  }

  /// Decodes the row of the given instance.
  public static Orchestration decode(String instanceId, byte[] row) {
    Fields fields = new Fields();
    WireReader reader = RowCodec.open(row);
    while (reader.next()) {
      fields.read(reader);
    }
    return fields.toOrchestration(instanceId);
  }

  /// The open activities that the row holds, in the order of [#encode].
  public static Map<Long, byte[]> activities(byte[] row) {
    Map<Long, byte[]> activities = new LinkedHashMap<>();
    WireReader reader = RowCodec.open(row);
    while (reader.next()) {
      if (reader.field() == 14) {
        readActivity(reader, activities);
      } else {
        reader.skip();
      }
    }
    return activities;
  }

  private static void readActivity(WireReader reader, Map<Long, byte[]> activities) {
    long sequence = 0;
    byte[] activity = new byte[0];
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> sequence = reader.readInt64();
        case 2 -> activity = reader.readBytes();
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    activities.put(sequence, activity);
  }

  private static void writeProgress(int field, Progress progress, WireWriter writer) {
    int mark = writer.begin(field);
    writer.writeInt32(1, progress.rows());
    writer.writeInt32(2, progress.events());
    writer.writeInt64(3, progress.nextSequence());
    writer.writeInt64(4, progress.firstMail());
    writer.writeInt64(5, progress.nextMail());
    writer.writeTimestamp(6, progress.clock());
    writer.writeInt32(7, progress.attempts());
    SharedMessages.writeSpan(8, progress.span(), writer);
    writer.end(mark);
  }

  private static Progress readProgress(WireReader reader) {
    long[] numbers = new long[8];
    Instant clock = Instant.EPOCH;
    OrchestrationSpan span = null;
    int outer = reader.enter();
    while (reader.next()) {
      int field = reader.field();
      if (field == 6) {
        clock = reader.readTimestamp();
      } else if (field == 8) {
        span = SharedMessages.readSpan(reader);
      } else if (field < numbers.length) {
        numbers[field] = reader.readInt64();
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
    return new Progress(
        (int) numbers[1], (int) numbers[2], numbers[3], numbers[4], numbers[5], clock,
        (int) numbers[7], span);
  }

  /// The fields as they are met.
  private static final class Fields {
    private String executionId = "";
    private FunctionRef function = new FunctionRef("", null);
    private OrchestrationStatus status = OrchestrationStatus.RUNNING;
    private Instant created = Instant.EPOCH;
    private Instant lastUpdated = Instant.EPOCH;
    private @Nullable Instant completed;
    private @Nullable Instant scheduledStart;
    private @Nullable ParentInstance parent;
    private final Map<String, String> tags = new HashMap<>();
    private @Nullable TraceContext trace;
    private Progress progress = Progress.NONE;
    private @Nullable String customStatus;
    private final List<Integer> failedTasks = new ArrayList<>();

    void read(WireReader reader) {
      switch (reader.field()) {
        case 1 -> executionId = reader.readString();
        case 2 -> function = RowCodec.readFunction(reader);
        case 3 -> status = OrchestrationStatus.ofNumber(reader.readInt32());
        case 4 -> created = reader.readTimestamp();
        case 5 -> lastUpdated = reader.readTimestamp();
        case 6 -> completed = reader.readTimestamp();
        case 7 -> scheduledStart = reader.readTimestamp();
        case 8 -> parent = SharedMessages.readParent(reader);
        case 9 -> reader.readStringEntry(tags);
        case 10 -> trace = SharedMessages.readTrace(reader);
        case 11 -> progress = readProgress(reader);
        case 12 -> customStatus = reader.readStringValue();
        case 13 -> reader.readInt32s(failedTasks);
        default -> reader.skip();
      }
    }

    Orchestration toOrchestration(String instanceId) {
      return new Orchestration(
          new ExecutionKey(instanceId, executionId), function, status,
          new InstanceTimes(created, lastUpdated, completed, scheduledStart),
          new Origin(parent, tags, trace), progress, customStatus, failedTasks);
    }
  }
}
