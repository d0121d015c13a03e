package dev.perdure.model.codec;

import dev.perdure.model.EventBody;
import dev.perdure.model.EventBody.EntityLockGranted;
import dev.perdure.model.EventBody.EntityLockRequested;
import dev.perdure.model.EventBody.EntityOperationCalled;
import dev.perdure.model.EventBody.EntityOperationCompleted;
import dev.perdure.model.EventBody.EntityOperationFailed;
import dev.perdure.model.EventBody.EntityOperationSignaled;
import dev.perdure.model.EventBody.EntityUnlockSent;
import dev.perdure.model.EventBody.EventRaised;
import dev.perdure.model.EventBody.EventSent;
import dev.perdure.model.EventBody.ExecutionCompleted;
import dev.perdure.model.EventBody.ExecutionResumed;
import dev.perdure.model.EventBody.ExecutionRewound;
import dev.perdure.model.EventBody.ExecutionStarted;
import dev.perdure.model.EventBody.ExecutionSuspended;
import dev.perdure.model.EventBody.ExecutionTerminated;
import dev.perdure.model.EventBody.OrchestratorStarted;
import dev.perdure.model.EventBody.SubOrchestrationCompleted;
import dev.perdure.model.EventBody.SubOrchestrationCreated;
import dev.perdure.model.EventBody.SubOrchestrationFailed;
import dev.perdure.model.EventBody.TaskCompleted;
import dev.perdure.model.EventBody.TaskFailed;
import dev.perdure.model.EventBody.TaskScheduled;
import dev.perdure.model.EventBody.TimerCreated;
import dev.perdure.model.EventBody.TimerFired;
import dev.perdure.model.HistoryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The protocol's `HistoryEvent`, and rows of several of them.
///
/// A row is a sequence of events, each preceded by its length as a varint. That is a `repeated
/// HistoryEvent` without the tags, so [#writeRepeated] puts a row on the wire without decoding it.
///
/// Events that the model does not have (`OrchestratorCompleted`, `GenericEvent`) are refused with a
/// [CodecException] that names the number.
public final class HistoryEventCodec {
  private static final int EXECUTION_STARTED = 3;
  private static final int EXECUTION_COMPLETED = 4;
  private static final int EXECUTION_TERMINATED = 5;
  private static final int TASK_SCHEDULED = 6;
  private static final int TASK_COMPLETED = 7;
  private static final int TASK_FAILED = 8;
  private static final int SUB_ORCHESTRATION_CREATED = 9;
  private static final int SUB_ORCHESTRATION_COMPLETED = 10;
  private static final int SUB_ORCHESTRATION_FAILED = 11;
  private static final int TIMER_CREATED = 12;
  private static final int TIMER_FIRED = 13;
  private static final int ORCHESTRATOR_STARTED = 14;
  private static final int EVENT_SENT = 16;
  private static final int EVENT_RAISED = 17;
  private static final int EXECUTION_SUSPENDED = 21;
  private static final int EXECUTION_RESUMED = 22;
  private static final int ENTITY_OPERATION_SIGNALED = 23;
  private static final int ENTITY_OPERATION_CALLED = 24;
  private static final int ENTITY_OPERATION_COMPLETED = 25;
  private static final int ENTITY_OPERATION_FAILED = 26;
  private static final int ENTITY_LOCK_REQUESTED = 27;
  private static final int ENTITY_LOCK_GRANTED = 28;
  private static final int ENTITY_UNLOCK_SENT = 29;
  private static final int EXECUTION_REWOUND = 30;

  private HistoryEventCodec() {}

  /// Writes the fields of the message, without tag and length.
  ///
  /// @throws IllegalArgumentException if a property of a failure is of a type that the model does
  ///     not allow
  public static void encode(HistoryEvent event, WireWriter writer) {
    writer.writeInt32(1, event.eventId());
    writer.writeTimestamp(2, event.timestamp());
    int mark = writer.begin(fieldOf(event.body()));
    writeBody(event.body(), writer);
    writer.end(mark);
  }

  /// Encodes one event.
  public static byte[] encode(HistoryEvent event) {
    WireWriter writer = new WireWriter();
    encode(event, writer);
    return writer.toByteArray();
  }

  /// Reads the fields of the message up to the end of the reader's present message.
  public static HistoryEvent decode(WireReader reader) {
    int eventId = 0;
    Instant timestamp = Instant.EPOCH;
    EventBody body = null;
    int unknown = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> eventId = reader.readInt32();
        case 2 -> timestamp = reader.readTimestamp();
        default -> {
          EventBody read = readBody(reader);
          if (read == null) {
            unknown = reader.field();
            reader.skip();
          } else {
            body = read;
          }
        }
      }
    }
    if (body == null) {
      throw reader.failure("an event of a known kind",
          unknown == 0 ? "there is none" : "got field " + unknown);
    }
    return new HistoryEvent(eventId, timestamp, body);
  }

  /// Decodes one event.
  public static HistoryEvent decode(byte[] bytes) {
    return decode(new WireReader(bytes));
  }

  /// Appends events to a row.
  public static void encodeAll(List<HistoryEvent> events, WireWriter writer) {
    for (HistoryEvent event : events) {
      int mark = writer.begin();
      encode(event, writer);
      writer.end(mark);
    }
  }

  /// Reads all events of a row, or those that are left of it.
  public static List<HistoryEvent> decodeAll(WireReader reader) {
    List<HistoryEvent> events = new ArrayList<>();
    while (reader.remaining() > 0) {
      int outer = reader.enterPrefixed();
      events.add(decode(reader));
      reader.leave(outer);
    }
    return events;
  }

  /// The last start among the events that are left of a row, or null. Others are passed over and
  /// not decoded.
  public static @Nullable ExecutionStarted started(WireReader row) {
    return (ExecutionStarted) last(EXECUTION_STARTED, row);
  }

  /// The last end among the events that are left of a row, or null. Others are passed over and not
  /// decoded.
  public static @Nullable ExecutionCompleted completed(WireReader row) {
    return (ExecutionCompleted) last(EXECUTION_COMPLETED, row);
  }

  private static @Nullable EventBody last(int kind, WireReader row) {
    EventBody found = null;
    while (row.remaining() > 0) {
      int outer = row.enterPrefixed();
      while (row.next()) {
        if (row.field() == kind) {
          found = readBody(row);
        } else {
          row.skip();
        }
      }
      row.leave(outer);
    }
    return found;
  }

  /// Passes over one event of a row.
  public static void skip(WireReader reader) {
    reader.leave(reader.enterPrefixed());
  }

  /// Counts the events that are left of a row, passing over them.
  public static int count(WireReader reader) {
    int count = 0;
    while (reader.remaining() > 0) {
      skip(reader);
      count++;
    }
    return count;
  }

  /// Writes the events that are left of a row as a `repeated HistoryEvent` without decoding them.
  public static void writeRepeated(int field, WireReader row, WireWriter writer) {
    while (row.remaining() > 0) {
      int outer = row.enterPrefixed();
      writer.writeTag(field, WireWriter.LENGTH_DELIMITED);
      writer.writeVarint(row.remaining());
      row.copyRemaining(writer);
      row.leave(outer);
    }
  }

  private static int fieldOf(EventBody body) {
    return switch (body) {
      case ExecutionStarted unused -> EXECUTION_STARTED;
      case ExecutionCompleted unused -> EXECUTION_COMPLETED;
      case ExecutionTerminated unused -> EXECUTION_TERMINATED;
      case TaskScheduled unused -> TASK_SCHEDULED;
      case TaskCompleted unused -> TASK_COMPLETED;
      case TaskFailed unused -> TASK_FAILED;
      case SubOrchestrationCreated unused -> SUB_ORCHESTRATION_CREATED;
      case SubOrchestrationCompleted unused -> SUB_ORCHESTRATION_COMPLETED;
      case SubOrchestrationFailed unused -> SUB_ORCHESTRATION_FAILED;
      case TimerCreated unused -> TIMER_CREATED;
      case TimerFired unused -> TIMER_FIRED;
      case OrchestratorStarted unused -> ORCHESTRATOR_STARTED;
      case EventSent unused -> EVENT_SENT;
      case EventRaised unused -> EVENT_RAISED;
      case ExecutionSuspended unused -> EXECUTION_SUSPENDED;
      case ExecutionResumed unused -> EXECUTION_RESUMED;
      case ExecutionRewound unused -> EXECUTION_REWOUND;
      case EntityOperationSignaled unused -> ENTITY_OPERATION_SIGNALED;
      case EntityOperationCalled unused -> ENTITY_OPERATION_CALLED;
      case EntityOperationCompleted unused -> ENTITY_OPERATION_COMPLETED;
      case EntityOperationFailed unused -> ENTITY_OPERATION_FAILED;
      case EntityLockRequested unused -> ENTITY_LOCK_REQUESTED;
      case EntityLockGranted unused -> ENTITY_LOCK_GRANTED;
      case EntityUnlockSent unused -> ENTITY_UNLOCK_SENT;
    };
  }

  private static void writeBody(EventBody body, WireWriter writer) {
    switch (body) {
      case ExecutionStarted event -> ExecutionEvents.write(event, writer);
      case ExecutionCompleted event -> ExecutionEvents.write(event, writer);
      case ExecutionTerminated event -> ExecutionEvents.write(event, writer);
      case TaskScheduled event -> TaskEvents.write(event, writer);
      case TaskCompleted(int taskId, String result) ->
        TaskEvents.writeSuccess(taskId, result, writer);
      case TaskFailed(int taskId, var failure) -> TaskEvents.writeFailure(taskId, failure, writer);
      case SubOrchestrationCreated event -> TaskEvents.write(event, writer);
      case SubOrchestrationCompleted(int taskId, String result) ->
        TaskEvents.writeSuccess(taskId, result, writer);
      case SubOrchestrationFailed(int taskId, var failure) ->
        TaskEvents.writeFailure(taskId, failure, writer);
      case TimerCreated event -> TimerAndMessageEvents.write(event, writer);
      case TimerFired event -> TimerAndMessageEvents.write(event, writer);
      case OrchestratorStarted unused -> {}
      case EventSent event -> TimerAndMessageEvents.write(event, writer);
      case EventRaised event -> TimerAndMessageEvents.write(event, writer);
      case ExecutionSuspended(String reason) -> writer.writeStringValue(1, reason);
      case ExecutionResumed(String reason) -> writer.writeStringValue(1, reason);
      case ExecutionRewound(String reason) -> writer.writeStringValue(1, reason);
      case EntityOperationSignaled event -> EntityEvents.write(event, writer);
      case EntityOperationCalled event -> EntityEvents.write(event, writer);
      case EntityOperationCompleted event -> EntityEvents.write(event, writer);
      case EntityOperationFailed event -> EntityEvents.write(event, writer);
      case EntityLockRequested event -> EntityEvents.write(event, writer);
      case EntityLockGranted event -> EntityEvents.write(event, writer);
      case EntityUnlockSent event -> EntityEvents.write(event, writer);
    }
  }

  /// Reads the event in the present field, or returns null if the protocol has none there as far as
  /// we know.
  private static @Nullable EventBody readBody(WireReader reader) {
    int field = reader.field();
    if (field < EXECUTION_STARTED || field > EXECUTION_REWOUND) {
      return null;
    }
    int outer = reader.enter();
    EventBody body = switch (field) {
      case EXECUTION_STARTED -> ExecutionEvents.readStarted(reader);
      case EXECUTION_COMPLETED -> ExecutionEvents.readCompleted(reader);
      case EXECUTION_TERMINATED -> ExecutionEvents.readTerminated(reader);
      case TASK_SCHEDULED -> TaskEvents.readScheduled(reader);
      case TASK_COMPLETED -> TaskEvents.readSuccess(reader, TaskCompleted::new);
      case TASK_FAILED -> TaskEvents.readFailure(reader, TaskFailed::new);
      case SUB_ORCHESTRATION_CREATED -> TaskEvents.readCreated(reader);
      case SUB_ORCHESTRATION_COMPLETED ->
        TaskEvents.readSuccess(reader, SubOrchestrationCompleted::new);
      case SUB_ORCHESTRATION_FAILED ->
        TaskEvents.readFailure(reader, SubOrchestrationFailed::new);
      case TIMER_CREATED -> TimerAndMessageEvents.readCreated(reader);
      case TIMER_FIRED -> TimerAndMessageEvents.readFired(reader);
      case ORCHESTRATOR_STARTED -> new OrchestratorStarted();
      case EVENT_SENT -> TimerAndMessageEvents.readSent(reader);
      case EVENT_RAISED -> TimerAndMessageEvents.readRaised(reader);
      case EXECUTION_SUSPENDED -> new ExecutionSuspended(TimerAndMessageEvents.readText(reader));
      case EXECUTION_RESUMED -> new ExecutionResumed(TimerAndMessageEvents.readText(reader));
      case ENTITY_OPERATION_SIGNALED -> EntityEvents.readSignaled(reader);
      case ENTITY_OPERATION_CALLED -> EntityEvents.readCalled(reader);
      case ENTITY_OPERATION_COMPLETED -> EntityEvents.readCompleted(reader);
      case ENTITY_OPERATION_FAILED -> EntityEvents.readFailed(reader);
      case ENTITY_LOCK_REQUESTED -> EntityEvents.readLockRequested(reader);
      case ENTITY_LOCK_GRANTED -> EntityEvents.readLockGranted(reader);
      case ENTITY_UNLOCK_SENT -> EntityEvents.readUnlockSent(reader);
      case EXECUTION_REWOUND -> new ExecutionRewound(TimerAndMessageEvents.readText(reader));
      default -> throw reader.failure("an event of a known kind", "got field " + field);
    };
    reader.leave(outer);
    return body;
  }
}
