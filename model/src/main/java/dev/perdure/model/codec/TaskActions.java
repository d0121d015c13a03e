package dev.perdure.model.codec;

import dev.perdure.model.Action;
import dev.perdure.model.Action.CreateSubOrchestration;
import dev.perdure.model.Action.ScheduleTask;
import dev.perdure.model.Action.SendEvent;
import dev.perdure.model.Action.TerminateOrchestration;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TraceContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/// The messages that ask for something to be done by others. Reading gives an action that lacks its
/// id.
final class TaskActions {

  private TaskActions() {}

  static void write(ScheduleTask action, WireWriter writer) {
    writer.writeString(1, action.function().name());
    writer.writeStringValue(2, action.function().version());
    writer.writeStringValue(3, action.input());
    writer.writeStringMap(4, action.tags());
    SharedMessages.writeTrace(5, action.trace(), writer);
  }

  static IntFunction<Action> readTask(WireReader reader) {
    String name = "";
    String version = null;
    String input = null;
    Map<String, String> tags = new LinkedHashMap<>();
    TraceContext trace = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.readString();
        case 2 -> version = reader.readStringValue();
        case 3 -> input = reader.readStringValue();
        case 4 -> reader.readStringEntry(tags);
        case 5 -> trace = SharedMessages.readTrace(reader);
        default -> reader.skip();
      }
    }
    var task = new ScheduleTask(
        0, new FunctionRef(name, version), input, trace, SharedMessages.kept(tags));
    return id -> new ScheduleTask(id, task.function(), task.input(), task.trace(), task.tags());
  }

  static void write(CreateSubOrchestration action, WireWriter writer) {
    writer.writeString(1, action.instanceId());
    writer.writeString(2, action.function().name());
    writer.writeStringValue(3, action.function().version());
    writer.writeStringValue(4, action.input());
    SharedMessages.writeTrace(5, action.trace(), writer);
    writer.writeStringMap(6, action.tags());
  }

  static IntFunction<Action> readSubOrchestration(WireReader reader) {
    // The event that confirms the action has its fields.
    var child = TaskEvents.readCreated(reader);
    return id -> new CreateSubOrchestration(
        id, child.instanceId(), child.function(), child.input(), child.trace(), child.tags());
  }

  static void write(SendEvent action, WireWriter writer) {
    int mark = writer.begin(1);
    writer.writeString(1, action.instanceId());
    writer.end(mark);
    writer.writeString(2, action.name());
    writer.writeStringValue(3, action.input());
  }

  static IntFunction<Action> readSendEvent(WireReader reader) {
    String instanceId = "";
    String name = "";
    String input = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = SharedMessages.readExecution(reader).instanceId();
        case 2 -> name = reader.readString();
        case 3 -> input = reader.readStringValue();
        default -> reader.skip();
      }
    }
    var event = new SendEvent(0, instanceId, name, input);
    return id -> new SendEvent(id, event.instanceId(), event.name(), event.input());
  }

  static void write(TerminateOrchestration action, WireWriter writer) {
    writer.writeString(1, action.instanceId());
    writer.writeStringValue(2, action.output());
    writer.writeBool(3, action.recursive());
  }

  static IntFunction<Action> readTerminate(WireReader reader) {
    String instanceId = "";
    String output = null;
    boolean recursive = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> output = reader.readStringValue();
        case 3 -> recursive = reader.readBool();
        default -> reader.skip();
      }
    }
    var end = new TerminateOrchestration(0, instanceId, output, recursive);
    return id -> new TerminateOrchestration(
        id, end.instanceId(), end.output(), end.recursive());
  }
}
