package dev.perdure.model.codec;

import dev.perdure.model.EventBody.SubOrchestrationCreated;
import dev.perdure.model.EventBody.TaskScheduled;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TraceContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The messages that tell of activities and sub-orchestrations. Their results have one form.
final class TaskEvents {

  private static final FailureDetails UNKNOWN_FAILURE = FailureDetails.of("", "");

  private TaskEvents() {}

  static void write(TaskScheduled event, WireWriter writer) {
    writer.writeString(1, event.function().name());
    writer.writeStringValue(2, event.function().version());
    writer.writeStringValue(3, event.input());
    SharedMessages.writeTrace(4, event.trace(), writer);
    writer.writeStringMap(5, event.tags());
  }

  static TaskScheduled readScheduled(WireReader reader) {
    String name = "";
    String version = null;
    String input = null;
    TraceContext trace = null;
    Map<String, String> tags = new LinkedHashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.readString();
        case 2 -> version = reader.readStringValue();
        case 3 -> input = reader.readStringValue();
        case 4 -> trace = SharedMessages.readTrace(reader);
        case 5 -> reader.readStringEntry(tags);
        default -> reader.skip();
      }
    }
    return new TaskScheduled(
        new FunctionRef(name, version), input, trace, SharedMessages.kept(tags));
  }

  static void write(SubOrchestrationCreated event, WireWriter writer) {
    writer.writeString(1, event.instanceId());
    writer.writeString(2, event.function().name());
    writer.writeStringValue(3, event.function().version());
    writer.writeStringValue(4, event.input());
    SharedMessages.writeTrace(5, event.trace(), writer);
    writer.writeStringMap(6, event.tags());
  }

  static SubOrchestrationCreated readCreated(WireReader reader) {
    String instanceId = "";
    String name = "";
    String version = null;
    String input = null;
    TraceContext trace = null;
    Map<String, String> tags = new LinkedHashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> name = reader.readString();
        case 3 -> version = reader.readStringValue();
        case 4 -> input = reader.readStringValue();
        case 5 -> trace = SharedMessages.readTrace(reader);
        case 6 -> reader.readStringEntry(tags);
        default -> reader.skip();
      }
    }
    return new SubOrchestrationCreated(
        instanceId, new FunctionRef(name, version), input, trace, SharedMessages.kept(tags));
  }

  static void writeSuccess(int taskId, @Nullable String result, WireWriter writer) {
    writer.writeInt32(1, taskId);
    writer.writeStringValue(2, result);
  }

  static <T> T readSuccess(WireReader reader, BiFunction<Integer, @Nullable String, T> event) {
    int taskId = 0;
    String result = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> taskId = reader.readInt32();
        case 2 -> result = reader.readStringValue();
        default -> reader.skip();
      }
    }
    return event.apply(taskId, result);
  }

  static void writeFailure(int taskId, FailureDetails failure, WireWriter writer) {
    writer.writeInt32(1, taskId);
    FailureDetailsCodec.write(2, failure, writer);
  }

  static <T> T readFailure(WireReader reader, BiFunction<Integer, FailureDetails, T> event) {
    int taskId = 0;
    FailureDetails failure = UNKNOWN_FAILURE;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> taskId = reader.readInt32();
        case 2 -> failure = FailureDetailsCodec.read(reader);
        default -> reader.skip();
      }
    }
    return event.apply(taskId, failure);
  }
}
