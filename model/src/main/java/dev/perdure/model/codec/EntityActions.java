package dev.perdure.model.codec;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The message `SendEntityMessageAction`: a choice of the very events that confirm it.
final class EntityActions {
  private static final int SIGNALED = 1;
  private static final int CALLED = 2;
  private static final int LOCK_REQUESTED = 3;
  private static final int UNLOCK_SENT = 4;

  private EntityActions() {}

  static void write(Action.SignalEntity action, WireWriter writer) {
    int mark = writer.begin(SIGNALED);
    EntityEvents.write(action.signal(), writer);
    writer.end(mark);
  }

  static void write(Action.CallEntity action, WireWriter writer) {
    int mark = writer.begin(CALLED);
    EntityEvents.write(action.call(), writer);
    writer.end(mark);
  }

  static void write(Action.LockEntities action, WireWriter writer) {
    int mark = writer.begin(LOCK_REQUESTED);
    EntityEvents.write(action.request(), writer);
    writer.end(mark);
  }

  static void write(Action.UnlockEntity action, WireWriter writer) {
    int mark = writer.begin(UNLOCK_SENT);
    EntityEvents.write(action.unlock(), writer);
    writer.end(mark);
  }

  /// Reads the action without its id.
  static IntFunction<Action> read(WireReader reader) {
    IntFunction<Action> action = null;
    int unknown = 0;
    while (reader.next()) {
      IntFunction<Action> read = readOne(reader);
      if (read == null) {
        unknown = reader.field();
        reader.skip();
      } else {
        action = read;
      }
    }
    if (action == null) {
      throw reader.failure("a message of a known kind for an entity",
          unknown == 0 ? "there is none" : "got field " + unknown);
    }
    return action;
  }

  private static @Nullable IntFunction<Action> readOne(WireReader reader) {
    int field = reader.field();
    if (field < SIGNALED || field > UNLOCK_SENT) {
      return null;
    }
    int outer = reader.enter();
    IntFunction<Action> action;
    if (field == SIGNALED) {
      EventBody.EntityOperationSignaled signal = EntityEvents.readSignaled(reader);
      action = id -> new Action.SignalEntity(id, signal);
    } else if (field == CALLED) {
      EventBody.EntityOperationCalled call = EntityEvents.readCalled(reader);
      action = id -> new Action.CallEntity(id, call);
    } else if (field == LOCK_REQUESTED) {
      EventBody.EntityLockRequested request = EntityEvents.readLockRequested(reader);
      action = id -> new Action.LockEntities(id, request);
    } else {
      EventBody.EntityUnlockSent unlock = EntityEvents.readUnlockSent(reader);
      action = id -> new Action.UnlockEntity(id, unlock);
    }
    reader.leave(outer);
    return action;
  }
}
