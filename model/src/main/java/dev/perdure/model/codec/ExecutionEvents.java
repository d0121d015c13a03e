package dev.perdure.model.codec;

import dev.perdure.model.EventBody.ExecutionCompleted;
import dev.perdure.model.EventBody.ExecutionStarted;
import dev.perdure.model.EventBody.ExecutionTerminated;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TraceContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// The messages that tell of a whole execution.
final class ExecutionEvents {

  private ExecutionEvents() {}

  static void write(ExecutionStarted event, WireWriter writer) {
    writer.writeString(1, event.function().name());
    writer.writeStringValue(2, event.function().version());
    writer.writeStringValue(3, event.input());
    SharedMessages.writeExecution(4, event.execution(), writer);
    SharedMessages.writeParent(5, event.parent(), writer);
    writer.writeTimestamp(6, event.scheduledStart());
    SharedMessages.writeTrace(7, event.trace(), writer);
    writer.writeStringMap(9, event.tags());
  }

  static ExecutionStarted readStarted(WireReader reader) {
    String name = "";
    String version = null;
    String input = null;
    ExecutionKey execution = SharedMessages.NO_EXECUTION;
    ParentInstance parent = null;
    Instant scheduledStart = null;
    TraceContext trace = null;
    Map<String, String> tags = new LinkedHashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.readString();
        case 2 -> version = reader.readStringValue();
        case 3 -> input = reader.readStringValue();
        case 4 -> execution = SharedMessages.readExecution(reader);
        case 5 -> parent = SharedMessages.readParent(reader);
        case 6 -> scheduledStart = reader.readTimestamp();
        case 7 -> trace = SharedMessages.readTrace(reader);
        case 9 -> reader.readStringEntry(tags);
        default -> reader.skip();
      }
    }
    return new ExecutionStarted(
        execution,
        new FunctionRef(name, version),
        input,
        parent,
        scheduledStart,
        trace,
        SharedMessages.kept(tags));
  }

  static void write(ExecutionCompleted event, WireWriter writer) {
    writer.writeInt32(1, event.status().number());
    writer.writeStringValue(2, event.result());
    FailureDetailsCodec.write(3, event.failure(), writer);
  }

  static ExecutionCompleted readCompleted(WireReader reader) {
    OrchestrationStatus status = OrchestrationStatus.RUNNING;
    String result = null;
    FailureDetails failure = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> status = SharedMessages.readStatus(reader);
        case 2 -> result = reader.readStringValue();
        case 3 -> failure = FailureDetailsCodec.read(reader);
        default -> reader.skip();
      }
    }
    return new ExecutionCompleted(status, result, failure);
  }

  static void write(ExecutionTerminated event, WireWriter writer) {
    writer.writeStringValue(1, event.output());
    writer.writeBool(2, event.recurse());
  }

  static ExecutionTerminated readTerminated(WireReader reader) {
    String output = null;
    boolean recurse = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> output = reader.readStringValue();
        case 2 -> recurse = reader.readBool();
        default -> reader.skip();
      }
    }
    return new ExecutionTerminated(output, recurse);
  }
}
