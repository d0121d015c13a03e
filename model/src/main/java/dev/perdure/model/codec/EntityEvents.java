package dev.perdure.model.codec;

import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody.EntityLockGranted;
import dev.perdure.model.EventBody.EntityLockRequested;
import dev.perdure.model.EventBody.EntityOperationCalled;
import dev.perdure.model.EventBody.EntityOperationCompleted;
import dev.perdure.model.EventBody.EntityOperationFailed;
import dev.perdure.model.EventBody.EntityOperationSignaled;
import dev.perdure.model.EventBody.EntityUnlockSent;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The messages that tell of entities. The protocol names a caller by its instance, and for calls
/// by its execution; the rest of it has numbers of ours, which others skip: the `int64` 1001 is the
/// caller's number for the dispatch, the `StringValue` 1002 its execution where the protocol has no
/// place for that.
final class EntityEvents {
  private static final int SEQUENCE = 1001;
  private static final int EXECUTION = 1002;

  private static final FailureDetails NO_FAILURE = new FailureDetails(
      "", "", null, null, false, Map.of());

  private EntityEvents() {}

  static void write(EntityOperationSignaled event, WireWriter writer) {
    writer.writeString(1, event.requestId());
    writer.writeString(2, event.operation());
    writer.writeTimestamp(3, event.scheduledTime());
    writer.writeStringValue(4, event.input());
    writer.writeStringValue(5, event.targetInstanceId());
  }

  static EntityOperationSignaled readSignaled(WireReader reader) {
    String requestId = "";
    String operation = "";
    Instant scheduledTime = null;
    String input = null;
    String target = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> requestId = reader.readString();
        case 2 -> operation = reader.readString();
        case 3 -> scheduledTime = reader.readTimestamp();
        case 4 -> input = reader.readStringValue();
        case 5 -> target = reader.readStringValue();
        default -> reader.skip();
      }
    }
    return new EntityOperationSignaled(requestId, operation, scheduledTime, input, target);
  }

  static void write(EntityOperationCalled event, WireWriter writer) {
    writer.writeString(1, event.requestId());
    writer.writeString(2, event.operation());
    writer.writeTimestamp(3, event.scheduledTime());
    writer.writeStringValue(4, event.input());
    EntityCaller caller = event.caller();
    writer.writeStringValue(5, caller == null ? null : caller.execution().instanceId());
    writer.writeStringValue(6, caller == null ? null : executionId(caller));
    writer.writeStringValue(7, event.targetInstanceId());
    writer.writeInt64(SEQUENCE, caller == null ? 0 : caller.sequence());
  }

  static EntityOperationCalled readCalled(WireReader reader) {
    String requestId = "";
    String operation = "";
    Instant scheduledTime = null;
    String input = null;
    String target = null;
    Caller caller = new Caller();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> requestId = reader.readString();
        case 2 -> operation = reader.readString();
        case 3 -> scheduledTime = reader.readTimestamp();
        case 4 -> input = reader.readStringValue();
        case 5 -> caller.instanceId = reader.readStringValue();
        case 6 -> caller.executionId = reader.readStringValue();
        case 7 -> target = reader.readStringValue();
        case SEQUENCE -> caller.sequence = reader.readInt64();
        default -> reader.skip();
      }
    }
    return new EntityOperationCalled(
        requestId, operation, scheduledTime, input, caller.made(), target);
  }

  static void write(EntityOperationCompleted event, WireWriter writer) {
    writer.writeString(1, event.requestId());
    writer.writeStringValue(2, event.output());
  }

  static EntityOperationCompleted readCompleted(WireReader reader) {
    String requestId = "";
    String output = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> requestId = reader.readString();
        case 2 -> output = reader.readStringValue();
        default -> reader.skip();
      }
    }
    return new EntityOperationCompleted(requestId, output);
  }

  static void write(EntityOperationFailed event, WireWriter writer) {
    writer.writeString(1, event.requestId());
    FailureDetailsCodec.write(2, event.failure(), writer);
  }

  static EntityOperationFailed readFailed(WireReader reader) {
    String requestId = "";
    FailureDetails failure = NO_FAILURE;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> requestId = reader.readString();
        case 2 -> failure = FailureDetailsCodec.read(reader);
        default -> reader.skip();
      }
    }
    return new EntityOperationFailed(requestId, failure);
  }

  static void write(EntityLockRequested event, WireWriter writer) {
    writer.writeString(1, event.criticalSectionId());
    for (String entity : event.lockSet()) {
      writer.writePresentString(2, entity);
    }
    writer.writeInt32(3, event.position());
    EntityCaller caller = event.caller();
    writer.writeStringValue(4, caller == null ? null : caller.execution().instanceId());
    writeRest(caller, writer);
  }

  static EntityLockRequested readLockRequested(WireReader reader) {
    String section = "";
    List<String> lockSet = new ArrayList<>();
    int position = 0;
    Caller caller = new Caller();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> section = reader.readString();
        case 2 -> lockSet.add(reader.readString());
        case 3 -> position = reader.readInt32();
        case 4 -> caller.instanceId = reader.readStringValue();
        case SEQUENCE -> caller.sequence = reader.readInt64();
        case EXECUTION -> caller.executionId = reader.readStringValue();
        default -> reader.skip();
      }
    }
    return new EntityLockRequested(section, lockSet, position, caller.made());
  }

  static void write(EntityLockGranted event, WireWriter writer) {
    writer.writeString(1, event.criticalSectionId());
  }

  static EntityLockGranted readLockGranted(WireReader reader) {
    String section = "";
    while (reader.next()) {
      if (reader.field() == 1) {
        section = reader.readString();
      } else {
        reader.skip();
      }
    }
    return new EntityLockGranted(section);
  }

  static void write(EntityUnlockSent event, WireWriter writer) {
    writer.writeString(1, event.criticalSectionId());
    EntityCaller caller = event.caller();
    writer.writeStringValue(2, caller == null ? null : caller.execution().instanceId());
    writer.writeStringValue(3, event.targetInstanceId());
    writeRest(caller, writer);
  }

  static EntityUnlockSent readUnlockSent(WireReader reader) {
    String section = "";
    String target = null;
    Caller caller = new Caller();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> section = reader.readString();
        case 2 -> caller.instanceId = reader.readStringValue();
        case 3 -> target = reader.readStringValue();
        case SEQUENCE -> caller.sequence = reader.readInt64();
        case EXECUTION -> caller.executionId = reader.readStringValue();
        default -> reader.skip();
      }
    }
    return new EntityUnlockSent(section, caller.made(), target);
  }

  private static void writeRest(@Nullable EntityCaller caller, WireWriter writer) {
    if (caller != null) {
      writer.writeInt64(SEQUENCE, caller.sequence());
      writer.writeStringValue(EXECUTION, executionId(caller));
    }
  }

  private static @Nullable String executionId(EntityCaller caller) {
    String executionId = caller.execution().executionId();
    return executionId.isEmpty() ? null : executionId;
  }

  /// A caller as its parts are met.
  private static final class Caller {
    private @Nullable String instanceId;
    private String executionId = "";
    private long sequence;

    @Nullable
    EntityCaller made() {
      return instanceId == null
          ? null
          : new EntityCaller(new ExecutionKey(instanceId, executionId), sequence);
    }
  }
}
