package dev.perdure.model.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.StructProto;
import com.microsoft.durabletask.implementation.protobuf.OrchestratorService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The Durable Task protocol as other implementations see it. The generated classes at hand are of
/// 2023; what the protocol gained since, as far as we use it, is added here, and so are our own
/// fields.
final class Protocol {
  private static final String TRACE = ".TraceContext";
  private static final String TEXT = ".google.protobuf.StringValue";
  private static final String VALUE = ".google.protobuf.Value";

  private static final FileDescriptor FILE = file();

  private Protocol() {}

  static Descriptor message(String name) {
    Descriptor message = FILE.findMessageTypeByName(name);
    if (message == null) {
      throw new IllegalStateException("Expected a message of the protocol, but got " + name);
    }
    return message;
  }

  static DynamicMessage parse(String name, byte[] bytes) throws IOException {
    return DynamicMessage.parseFrom(message(name), bytes);
  }

  /// The message's bytes with maps sorted by key.
  static byte[] bytes(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static FileDescriptor file() {
    FileDescriptor old = OrchestratorService.getDescriptor();
    FileDescriptorProto.Builder file = old.toProto().toBuilder().clearService();
    file.addDependency(StructProto.getDescriptor().getName());
    file.addMessageType(DescriptorProto.newBuilder().setName("ExecutionRewoundEvent")
        .addField(field("reason", 1, TEXT)));
    file.addMessageType(DescriptorProto.newBuilder().setName("TraceContext")
        .addField(number("traceParent", 1, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(field("traceState", 3, TEXT)));
    file.addMessageType(DescriptorProto.newBuilder().setName("CancelTimerAction")
        .addField(number("timerId", 1, FieldDescriptorProto.Type.TYPE_INT32)));
    file.addMessageType(DescriptorProto.newBuilder().setName("TerminateOrchestrationAction")
        .addField(number("instanceId", 1, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(field("reason", 2, TEXT))
        .addField(number("recurse", 3, FieldDescriptorProto.Type.TYPE_BOOL)));
    EntityProtocol.addTo(file);
    for (DescriptorProto.Builder message : file.getMessageTypeBuilderList()) {
      modernize(message);
    }
    List<FileDescriptor> dependencies = new ArrayList<>(old.getDependencies());
    dependencies.add(StructProto.getDescriptor());
    try {
      return FileDescriptor.buildFrom(
          file.build(), dependencies.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("Expected a valid protocol, but it is not", e);
    }
  }

  private static void modernize(DescriptorProto.Builder message) {
    switch (message.getName()) {
      case "ExecutionStartedEvent" -> {
        remove(message, "correlationData");
        message.addField(field("parentTraceContext", 7, TRACE));
        addMap(message, "tags", 9, "");
      }
      case "EventRaisedEvent" ->
        message.addField(number("answer", 1001, FieldDescriptorProto.Type.TYPE_BOOL));
      case "ExecutionTerminatedEvent" ->
        message.addField(number("recurse", 2, FieldDescriptorProto.Type.TYPE_BOOL));
      case "TaskScheduledEvent" -> addTraceAndTags(message, 4, 5);
      case "SubOrchestrationInstanceCreatedEvent" -> addTraceAndTags(message, 5, 6);
      case "ScheduleTaskAction" -> addTraceAndTags(message, 5, 4);
      case "CreateSubOrchestrationAction" -> addTraceAndTags(message, 5, 6);
      case "TaskFailureDetails" -> addMap(message, "properties", 6, VALUE);
      case "ParentInstanceInfo" ->
        message.addField(number("sequence", 1001, FieldDescriptorProto.Type.TYPE_INT64));
      case "HistoryEvent" -> {
        EntityProtocol.addEvents(message);
        message.addField(
            field("executionRewound", 30, ".ExecutionRewoundEvent").setOneofIndex(0));
      }
      case "OrchestratorAction" -> {
        EntityProtocol.addAction(message);
        message.addField(
            field("terminateOrchestration", 7, ".TerminateOrchestrationAction")
                .setOneofIndex(0));
        message.addField(
            field("cancelTimer", 1001, ".CancelTimerAction").setOneofIndex(0));
      }
      case "CompleteOrchestrationAction" -> message.addField(
          number("failedTasks", 1001, FieldDescriptorProto.Type.TYPE_INT32)
              .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED));
      default -> {}
    }
  }

  private static void addTraceAndTags(DescriptorProto.Builder message, int trace, int tags) {
    message.addField(field("parentTraceContext", trace, TRACE));
    addMap(message, "tags", tags, "");
  }

  private static void remove(DescriptorProto.Builder message, String field) {
    List<FieldDescriptorProto> kept = message.getFieldList().stream()
        .filter(each -> !each.getName().equals(field)).toList();
    message.clearField().addAllField(kept);
  }

  static FieldDescriptorProto.Builder field(String name, int number, String message) {
    return number(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(message);
  }

  static FieldDescriptorProto.Builder number(String name, int number,
      FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  /// Adds a map with keys of type string, and values of the given message or strings, too.
  private static void addMap(
      DescriptorProto.Builder message, String name, int number, String valueType) {
    String entry = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)
        + "Entry";
    DescriptorProto.Builder type = DescriptorProto.newBuilder().setName(entry)
        .addField(number("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(valueType.isEmpty()
            ? number("value", 2, FieldDescriptorProto.Type.TYPE_STRING)
            : field("value", 2, valueType));
    type.getOptionsBuilder().setMapEntry(true);
    message.addNestedType(type);
    message.addField(field(name, number, "." + message.getName() + "." + entry)
        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED));
  }
}
