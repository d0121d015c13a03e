package dev.perdure.model.codec;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationSpan;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TraceContext;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The small messages that events and actions have in common. Where the protocol can say absent and
/// the model cannot, the empty text stands for absence, in both directions.
public final class SharedMessages {

  /// Ours, in `ParentInstanceInfo`: the number of the dispatch, which the protocol lacks. Others
  /// skip it.
  private static final int PARENT_SEQUENCE = 1001;

  static final ExecutionKey NO_EXECUTION = new ExecutionKey("", "");

  private static final int STATUSES = OrchestrationStatus.values().length;

  private SharedMessages() {}

  public static void writeExecution(int field, ExecutionKey execution, WireWriter writer) {
    int mark = writer.begin(field);
    writer.writeString(1, execution.instanceId());
    writer.writeStringValue(2, emptyToAbsent(execution.executionId()));
    writer.end(mark);
  }

  public static ExecutionKey readExecution(WireReader reader) {
    String instanceId = "";
    String executionId = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> executionId = reader.readStringValue();
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return new ExecutionKey(instanceId, executionId);
  }

  public static void writeParent(int field, @Nullable ParentInstance parent, WireWriter writer) {
    if (parent == null) {
      return;
    }
    int mark = writer.begin(field);
    writer.writeInt32(1, parent.taskId());
    writer.writeStringValue(2, emptyToAbsent(parent.function().name()));
    writer.writeStringValue(3, parent.function().version());
    writeExecution(4, parent.execution(), writer);
    writer.writeInt64(PARENT_SEQUENCE, parent.sequence());
    writer.end(mark);
  }

  public static ParentInstance readParent(WireReader reader) {
    int taskId = 0;
    String name = "";
    String version = null;
    ExecutionKey execution = NO_EXECUTION;
    long sequence = 0;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> taskId = reader.readInt32();
        case 2 -> name = reader.readStringValue();
        case 3 -> version = reader.readStringValue();
        case 4 -> execution = readExecution(reader);
        case PARENT_SEQUENCE -> sequence = reader.readInt64();
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return new ParentInstance(execution, new FunctionRef(name, version), taskId, sequence);
  }

  public static void writeTrace(int field, @Nullable TraceContext trace, WireWriter writer) {
    if (trace == null) {
      return;
    }
    int mark = writer.begin(field);
    writer.writeString(1, trace.traceParent());
    writer.writeStringValue(3, trace.traceState());
    writer.end(mark);
  }

  /// Reads a trace context without its `spanID`, which repeats a part of the trace parent and is
  /// deprecated.
  public static TraceContext readTrace(WireReader reader) {
    String traceParent = "";
    String traceState = null;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> traceParent = reader.readString();
        case 3 -> traceState = reader.readStringValue();
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return new TraceContext(traceParent, traceState);
  }

  public static OrchestrationStatus readStatus(WireReader reader) {
    int number = reader.readInt32();
    if (number < 0 || number >= STATUSES) {
      throw reader.failure("the number of an orchestration status", "got " + number);
    }
    return OrchestrationStatus.ofNumber(number);
  }

  /// A map that a record can keep: unmodifiable, in the order of the bytes.
  public static Map<String, String> kept(Map<String, String> read) {
    return read.isEmpty() ? Map.of() : Collections.unmodifiableMap(read);
  }

  private static @Nullable String emptyToAbsent(String text) {
    return text.isEmpty() ? null : text;
  }

  /// Writes a span as the protocol's `OrchestrationTraceContext`, or nothing for none.
  public static void writeSpan(int field, @Nullable OrchestrationSpan span, WireWriter writer) {
    if (span != null) {
      int mark = writer.begin(field);
      writer.writeStringValue(1, span.id());
      writer.writeTimestamp(2, span.started());
      writer.end(mark);
    }
  }

  /// Reads a span. One without an id, or with an id longer than any span's, is none.
  public static @Nullable OrchestrationSpan readSpan(WireReader reader) {
    String id = null;
    Instant started = null;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> id = reader.readStringValue();
        case 2 -> started = reader.readTimestamp();
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return id == null || id.isEmpty() || id.length() > OrchestrationSpan.MAX_ID_LENGTH
        ? null
        : new OrchestrationSpan(id, started);
  }
}
