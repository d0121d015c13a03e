package dev.perdure.runtime.rows;

import dev.perdure.engine.message.Message;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.TraceContext;
import dev.perdure.model.codec.FailureDetailsCodec;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.SharedMessages;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.model.request.ReusePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A message on its way between instances, as bytes.
public final class MessageRow {
  private static final int START = 1;
  private static final int RAISE = 2;
  private static final int TERMINATE = 3;
  private static final int REWIND = 4;
  private static final int COMPLETE_CHILD = 5;
  private static final int SIGNAL_ENTITY = 6;
  private static final int CALL_ENTITY = 7;
  private static final int LOCK_ENTITY = 8;
  private static final int UNLOCK_ENTITY = 9;
  private static final int COMPLETE_CALL = 10;
  private static final int GRANT_LOCK = 11;

  private MessageRow() {}

  /// Encodes the message.
  public static byte[] encode(Message.Sendable message) {
    WireWriter writer = RowCodec.begin();
    switch (message) {
      case Message.StartOrchestration start -> {
        writer.writeInt32(1, START);
        writeStart(start, writer);
      }
      case Message.RaiseEvent raise -> {
        writer.writeInt32(1, RAISE);
        writer.writeString(2, raise.instanceId());
        writer.writeString(3, raise.name());
        writer.writeStringValue(4, raise.input());
      }
      case Message.TerminateOrchestration terminate -> writeTerminate(terminate, writer);
      case Message.RewindOrchestration rewind -> writeRewind(rewind, writer);
      case Message.CompleteChild complete -> writeCompleteChild(complete, writer);
      case Message.SignalEntity signal ->
        writeEvent(SIGNAL_ENTITY, signal.instanceId(), signal.signal(), writer);
      case Message.CallEntity call ->
        writeEvent(CALL_ENTITY, call.instanceId(), call.call(), writer);
      case Message.LockEntity lock -> writeEvent(LOCK_ENTITY, "", lock.request(), writer);
      case Message.UnlockEntity unlock ->
        writeEvent(UNLOCK_ENTITY, unlock.instanceId(), unlock.unlock(), writer);
      case Message.CompleteCall complete -> {
        writeCaller(COMPLETE_CALL, complete.caller(), complete.requestId(), writer);
        writeOutcome(complete.outcome(), writer);
      }
      case Message.GrantLock grant -> {
        writeCaller(GRANT_LOCK, grant.caller(), grant.criticalSectionId(), writer);
        for (String entity : grant.lockSet()) {
          writer.writePresentString(21, entity);
        }
        // How many are still to be locked: in rows without this, none is.
        writer.writeInt32(22, grant.lockSet().size() - 1 - grant.position());
      }
    }
    return writer.toByteArray();
  }

  /// Decodes a message.
  public static Message.Sendable decode(byte[] row) {
    Fields fields = new Fields();
    WireReader reader = RowCodec.open(row);
    while (reader.next()) {
      fields.read(reader);
    }
    return fields.toMessage(reader);
  }

  private static void writeTerminate(
      Message.TerminateOrchestration terminate, WireWriter writer) {
    writer.writeInt32(1, TERMINATE);
    writer.writeString(2, terminate.instanceId());
    writer.writeStringValue(5, terminate.executionId());
    writer.writeStringValue(4, terminate.output());
    writer.writeBool(6, terminate.recursive());
  }

  private static void writeCompleteChild(Message.CompleteChild complete, WireWriter writer) {
    writer.writeInt32(1, COMPLETE_CHILD);
    writer.writeString(2, complete.instanceId());
    writer.writeStringValue(5, complete.executionId());
    writer.writeInt64(7, complete.sequence());
    writer.writeString(8, complete.childExecutionId());
    writeOutcome(complete.outcome(), writer);
  }

  private static void writeRewind(Message.RewindOrchestration rewind, WireWriter writer) {
    writer.writeInt32(1, REWIND);
    writer.writeString(2, rewind.instanceId());
    writer.writeString(8, rewind.newExecutionId());
    writer.writeStringValue(5, rewind.failedExecutionId());
    writer.writeStringValue(4, rewind.reason());
    if (rewind.substitute() != null) {
      writer.writeBool(9, true);
      writeStart(rewind.substitute(), writer);
    }
  }

  /// A message to an entity is the event that will be in its queue.
  private static void writeEvent(
      int kind, String instanceId, EventBody body, WireWriter writer) {
    writer.writeInt32(1, kind);
    writer.writeString(2, instanceId);
    int mark = writer.begin(20);
    HistoryEventCodec.encode(HistoryEvent.of(Instant.EPOCH, body), writer);
    writer.end(mark);
  }

  private static void writeCaller(
      int kind, EntityCaller caller, String name, WireWriter writer) {
    writer.writeInt32(1, kind);
    writer.writeString(3, name);
    writer.writeInt64(7, caller.sequence());
    SharedMessages.writeExecution(10, caller.execution(), writer);
  }

  private static void writeStart(Message.StartOrchestration start, WireWriter writer) {
    SharedMessages.writeExecution(10, start.execution(), writer);
    RowCodec.writeFunction(11, start.function(), writer);
    writer.writeStringValue(12, start.input());
    writer.writeTimestamp(13, start.startAt());
    writer.writeStringMap(14, start.tags());
    SharedMessages.writeTrace(15, start.trace(), writer);
    SharedMessages.writeParent(16, start.parent(), writer);
    writer.writePackedInt32(17, numbers(start.reuse().replaceable()));
    writer.writePackedInt32(18, numbers(start.reuse().ignorable()));
  }

  private static void writeOutcome(TaskOutcome outcome, WireWriter writer) {
    switch (outcome) {
      case TaskOutcome.Succeeded succeeded -> writer.writeStringValue(4, succeeded.result());
      case TaskOutcome.Failed failed -> {
        int mark = writer.begin(19);
        FailureDetailsCodec.encode(failed.failure(), writer);
        writer.end(mark);
      }
    }
  }

  private static List<Integer> numbers(Set<OrchestrationStatus> statuses) {
    return statuses.stream().map(OrchestrationStatus::number).sorted().toList();
  }

  /// The fields as they are met; the kind says which of them count.
  private static final class Fields {
    private int kind;
    private String instanceId = "";
    private String name = "";
    private @Nullable String text;
    private @Nullable String executionId;
    private boolean recursive;
    private long sequence;
    private String otherExecutionId = "";
    private boolean substituted;
    private ExecutionKey execution = new ExecutionKey("", "");
    private FunctionRef function = new FunctionRef("", null);
    private @Nullable String input;
    private @Nullable Instant startAt;
    private final Map<String, String> tags = new HashMap<>();
    private @Nullable TraceContext trace;
    private @Nullable ParentInstance parent;
    private final List<Integer> replaceable = new ArrayList<>();
    private final List<Integer> ignorable = new ArrayList<>();
    private @Nullable FailureDetails failure;
    private @Nullable EventBody event;
    private final List<String> lockSet = new ArrayList<>();
    private int toBeLocked;

    void read(WireReader reader) {
      switch (reader.field()) {
        case 1 -> kind = reader.readInt32();
        case 2 -> instanceId = reader.readString();
        case 3 -> name = reader.readString();
        case 4 -> text = reader.readStringValue();
        case 5 -> executionId = reader.readStringValue();
        case 6 -> recursive = reader.readBool();
        case 7 -> sequence = reader.readInt64();
        case 8 -> otherExecutionId = reader.readString();
        case 9 -> substituted = reader.readBool();
        case 10 -> execution = SharedMessages.readExecution(reader);
        case 11 -> function = RowCodec.readFunction(reader);
        case 12 -> input = reader.readStringValue();
        case 13 -> startAt = reader.readTimestamp();
        case 14 -> reader.readStringEntry(tags);
        case 15 -> trace = SharedMessages.readTrace(reader);
        case 16 -> parent = SharedMessages.readParent(reader);
        case 17 -> reader.readInt32s(replaceable);
        case 18 -> reader.readInt32s(ignorable);
        case 19 -> failure = readFailure(reader);
        case 20 -> event = readEvent(reader);
        case 21 -> lockSet.add(reader.readString());
        case 22 -> toBeLocked = reader.readInt32();
        default -> reader.skip();
      }
    }

    Message.Sendable toMessage(WireReader reader) {
      return switch (kind) {
        case START -> start();
        case RAISE -> new Message.RaiseEvent(instanceId, name, text);
        case TERMINATE ->
          new Message.TerminateOrchestration(instanceId, executionId, text, recursive);
        case REWIND ->
          new Message.RewindOrchestration(
              instanceId, otherExecutionId, executionId, text, substituted ? start() : null);
        case COMPLETE_CHILD ->
          new Message.CompleteChild(
              instanceId, executionId == null ? "" : executionId, sequence, otherExecutionId,
              outcome());
        case COMPLETE_CALL ->
          new Message.CompleteCall(new EntityCaller(execution, sequence), name, outcome());
        case GRANT_LOCK ->
          new Message.GrantLock(
              new EntityCaller(execution, sequence), name, lockSet,
              lockSet.size() - 1 - toBeLocked);
        default -> toEntity(reader);
      };
    }

    private Message.Sendable toEntity(WireReader reader) {
      if (kind == SIGNAL_ENTITY && event instanceof EventBody.EntityOperationSignaled signal) {
        return new Message.SignalEntity(instanceId, signal);
      }
      if (kind == CALL_ENTITY && event instanceof EventBody.EntityOperationCalled call) {
        return new Message.CallEntity(instanceId, call);
      }
      if (kind == LOCK_ENTITY && event instanceof EventBody.EntityLockRequested request
          && request.position() >= 0 && request.position() < request.lockSet().size()) {
        return new Message.LockEntity(request);
      }
      if (kind == UNLOCK_ENTITY && event instanceof EventBody.EntityUnlockSent unlock) {
        return new Message.UnlockEntity(instanceId, unlock);
      }
      throw reader.failure("a known kind of message", "kind " + kind);
    }

    private TaskOutcome outcome() {
      return failure == null
          ? new TaskOutcome.Succeeded(text)
          : new TaskOutcome.Failed(failure);
    }

    private static EventBody readEvent(WireReader reader) {
      int outer = reader.enter();
      EventBody body = HistoryEventCodec.decode(reader).body();
      reader.leave(outer);
      return body;
    }

    private Message.StartOrchestration start() {
      return new Message.StartOrchestration(
          execution, function, input, startAt, Map.copyOf(tags), trace, parent,
          new ReusePolicy(statuses(replaceable), statuses(ignorable)));
    }

    private static Set<OrchestrationStatus> statuses(List<Integer> numbers) {
      Set<OrchestrationStatus> statuses = EnumSet.noneOf(OrchestrationStatus.class);
      for (int number : numbers) {
        statuses.add(OrchestrationStatus.ofNumber(number));
      }
      return statuses;
    }

    private static FailureDetails readFailure(WireReader reader) {
      int outer = reader.enter();
      FailureDetails failure = FailureDetailsCodec.decode(reader);
      reader.leave(outer);
      return failure;
    }
  }
}
