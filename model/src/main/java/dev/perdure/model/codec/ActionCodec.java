package dev.perdure.model.codec;

import dev.perdure.model.Action;
import dev.perdure.model.Action.CallEntity;
import dev.perdure.model.Action.CancelTimer;
import dev.perdure.model.Action.CompleteOrchestration;
import dev.perdure.model.Action.ContinueAsNew;
import dev.perdure.model.Action.CreateSubOrchestration;
import dev.perdure.model.Action.CreateTimer;
import dev.perdure.model.Action.LockEntities;
import dev.perdure.model.Action.ScheduleTask;
import dev.perdure.model.Action.SendEvent;
import dev.perdure.model.Action.SignalEntity;
import dev.perdure.model.Action.TerminateOrchestration;
import dev.perdure.model.Action.UnlockEntity;
import java.time.Instant;
import java.util.function.IntFunction;

/// The protocol's `OrchestratorAction`. What the protocol cannot say has numbers of ours, far away
/// from its own, which other readers skip: the action `CancelTimer {int32 timerId = 1}` is field
/// 1001 of `OrchestratorAction`, and the ids of failed tasks are the `repeated int32` field 1001 of
/// `CompleteOrchestrationAction`.
///
/// [CompleteOrchestration] and [ContinueAsNew] are one message, told apart by its status. Actions
/// that the model does not have are refused with a [CodecException] that names the number.
public final class ActionCodec {
  private static final int SCHEDULE_TASK = 2;
  private static final int CREATE_SUB_ORCHESTRATION = 3;
  private static final int CREATE_TIMER = 4;
  private static final int SEND_EVENT = 5;
  private static final int COMPLETE_ORCHESTRATION = 6;
  private static final int TERMINATE_ORCHESTRATION = 7;
  private static final int SEND_ENTITY_MESSAGE = 8;
  private static final int LAST_OF_PROTOCOL = 9;
  private static final int CANCEL_TIMER = 1001;

  private ActionCodec() {}

  /// Writes the fields of the message, without tag and length.
  ///
  /// @throws IllegalArgumentException if a property of a failure is of a type that the model does
  ///     not allow, or a completion has the status CONTINUED_AS_NEW, which [ContinueAsNew] says
  public static void encode(Action action, WireWriter writer) {
    writer.writeInt32(1, action.id());
    int mark = writer.begin(fieldOf(action));
    switch (action) {
      case ScheduleTask task -> TaskActions.write(task, writer);
      case CreateSubOrchestration child -> TaskActions.write(child, writer);
      case CreateTimer timer -> writer.writeTimestamp(1, timer.fireAt());
      case SendEvent event -> TaskActions.write(event, writer);
      case TerminateOrchestration end -> TaskActions.write(end, writer);
      case CompleteOrchestration end -> CompletionActions.write(end, writer);
      case ContinueAsNew next -> CompletionActions.write(next, writer);
      case CancelTimer timer -> writer.writeInt32(1, timer.timerId());
      case SignalEntity signal -> EntityActions.write(signal, writer);
      case CallEntity call -> EntityActions.write(call, writer);
      case LockEntities lock -> EntityActions.write(lock, writer);
      case UnlockEntity unlock -> EntityActions.write(unlock, writer);
    }
    writer.end(mark);
  }

  /// Encodes one action.
  public static byte[] encode(Action action) {
    WireWriter writer = new WireWriter();
    encode(action, writer);
    return writer.toByteArray();
  }

  /// Reads the fields of the message up to the end of the reader's present message.
  public static Action decode(WireReader reader) {
    int id = 0;
    IntFunction<Action> action = null;
    int unknown = 0;
    while (reader.next()) {
      if (reader.field() == 1) {
        id = reader.readInt32();
      } else if (reader.field() <= LAST_OF_PROTOCOL || reader.field() == CANCEL_TIMER) {
        action = readAction(reader);
      } else {
        unknown = reader.field();
        reader.skip();
      }
    }
    if (action == null) {
      throw reader.failure("an action of a known kind",
          unknown == 0 ? "there is none" : "got field " + unknown);
    }
    return action.apply(id);
  }

  /// Decodes one action.
  public static Action decode(byte[] bytes) {
    return decode(new WireReader(bytes));
  }

  private static int fieldOf(Action action) {
    return switch (action) {
      case ScheduleTask unused -> SCHEDULE_TASK;
      case CreateSubOrchestration unused -> CREATE_SUB_ORCHESTRATION;
      case CreateTimer unused -> CREATE_TIMER;
      case SendEvent unused -> SEND_EVENT;
      case TerminateOrchestration unused -> TERMINATE_ORCHESTRATION;
      case CompleteOrchestration unused -> COMPLETE_ORCHESTRATION;
      case ContinueAsNew unused -> COMPLETE_ORCHESTRATION;
      case CancelTimer unused -> CANCEL_TIMER;
      case SignalEntity unused -> SEND_ENTITY_MESSAGE;
      case CallEntity unused -> SEND_ENTITY_MESSAGE;
      case LockEntities unused -> SEND_ENTITY_MESSAGE;
      case UnlockEntity unused -> SEND_ENTITY_MESSAGE;
    };
  }

  /// Reads an action up to its id, which may come after it.
  private static IntFunction<Action> readAction(WireReader reader) {
    int field = reader.field();
    int outer = reader.enter();
    IntFunction<Action> action = switch (field) {
      case SCHEDULE_TASK -> TaskActions.readTask(reader);
      case CREATE_SUB_ORCHESTRATION -> TaskActions.readSubOrchestration(reader);
      case CREATE_TIMER -> {
        Instant fireAt = TimerAndMessageEvents.readCreated(reader).fireAt();
        yield id -> new CreateTimer(id, fireAt);
      }
      case SEND_EVENT -> TaskActions.readSendEvent(reader);
      case TERMINATE_ORCHESTRATION -> TaskActions.readTerminate(reader);
      case COMPLETE_ORCHESTRATION -> CompletionActions.read(reader);
      case SEND_ENTITY_MESSAGE -> EntityActions.read(reader);
      case CANCEL_TIMER -> {
        int timerId = readTimerId(reader);
        yield id -> new CancelTimer(id, timerId);
      }
      default -> throw reader.failure("an action of a known kind", "got field " + field);
    };
    reader.leave(outer);
    return action;
  }

  private static int readTimerId(WireReader reader) {
    int timerId = 0;
    while (reader.next()) {
      if (reader.field() == 1) {
        timerId = reader.readInt32();
      } else {
        reader.skip();
      }
    }
    return timerId;
  }
}
