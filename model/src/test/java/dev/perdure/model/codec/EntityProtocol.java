package dev.perdure.model.codec;

import static dev.perdure.model.codec.Protocol.field;
import static dev.perdure.model.codec.Protocol.number;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;

/// What the protocol has of entities, with our own fields.
final class EntityProtocol {
  private static final String TEXT = ".google.protobuf.StringValue";
  private static final String TIME = ".google.protobuf.Timestamp";

  private EntityProtocol() {}

  static void addTo(FileDescriptorProto.Builder file) {
    file.addMessageType(
        message("EntityOperationSignaledEvent")
            .addField(text("requestId", 1)).addField(text("operation", 2))
            .addField(field("scheduledTime", 3, TIME)).addField(field("input", 4, TEXT))
            .addField(field("targetInstanceId", 5, TEXT)));
    file.addMessageType(
        message("EntityOperationCalledEvent")
            .addField(text("requestId", 1)).addField(text("operation", 2))
            .addField(field("scheduledTime", 3, TIME)).addField(field("input", 4, TEXT))
            .addField(field("parentInstanceId", 5, TEXT))
            .addField(field("parentExecutionId", 6, TEXT))
            .addField(field("targetInstanceId", 7, TEXT))
            .addField(number("parentSequence", 1001, FieldDescriptorProto.Type.TYPE_INT64)));
    file.addMessageType(
        message("EntityOperationCompletedEvent")
            .addField(text("requestId", 1)).addField(field("output", 2, TEXT)));
    file.addMessageType(
        message("EntityOperationFailedEvent")
            .addField(text("requestId", 1))
            .addField(field("failureDetails", 2, ".TaskFailureDetails")));
    addLocks(file);
    DescriptorProto.Builder action = message("SendEntityMessageAction");
    action.addOneofDeclBuilder().setName("EntityMessageType");
    file.addMessageType(
        action.addField(choice("entityOperationSignaled", 1))
            .addField(choice("entityOperationCalled", 2))
            .addField(choice("entityLockRequested", 3))
            .addField(choice("entityUnlockSent", 4)));
  }

  private static void addLocks(FileDescriptorProto.Builder file) {
    file.addMessageType(
        message("EntityLockRequestedEvent")
            .addField(text("criticalSectionId", 1))
            .addField(text("lockSet", 2).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
            .addField(number("position", 3, FieldDescriptorProto.Type.TYPE_INT32))
            .addField(field("parentInstanceId", 4, TEXT))
            .addField(number("parentSequence", 1001, FieldDescriptorProto.Type.TYPE_INT64))
            .addField(field("parentExecutionId", 1002, TEXT)));
    file.addMessageType(
        message("EntityLockGrantedEvent").addField(text("criticalSectionId", 1)));
    file.addMessageType(
        message("EntityUnlockSentEvent")
            .addField(text("criticalSectionId", 1))
            .addField(field("parentInstanceId", 2, TEXT))
            .addField(field("targetInstanceId", 3, TEXT))
            .addField(number("parentSequence", 1001, FieldDescriptorProto.Type.TYPE_INT64))
            .addField(field("parentExecutionId", 1002, TEXT)));
  }

  static void addEvents(DescriptorProto.Builder history) {
    history.addField(choice("entityOperationSignaled", 23))
        .addField(choice("entityOperationCalled", 24))
        .addField(choice("entityOperationCompleted", 25))
        .addField(choice("entityOperationFailed", 26))
        .addField(choice("entityLockRequested", 27))
        .addField(choice("entityLockGranted", 28))
        .addField(choice("entityUnlockSent", 29));
  }

  static void addAction(DescriptorProto.Builder action) {
    action.addField(
        field("sendEntityMessage", 8, ".SendEntityMessageAction").setOneofIndex(0));
  }

  private static DescriptorProto.Builder message(String name) {
    return DescriptorProto.newBuilder().setName(name);
  }

  private static FieldDescriptorProto.Builder text(
      String name, int number) {
    return number(name, number, FieldDescriptorProto.Type.TYPE_STRING);
  }

  private static FieldDescriptorProto.Builder choice(
      String name, int number) {
    String message = "E" + name.substring(1) + "Event";
    return field(name, number, "." + message).setOneofIndex(0);
  }
}
