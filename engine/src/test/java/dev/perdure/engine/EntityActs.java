package dev.perdure.engine;

import dev.perdure.engine.message.Message;
import dev.perdure.model.Action;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages and actions about entities.
final class EntityActs {
  static final String COUNTER = "@counter@a";
  static final EntityCaller CALLER = caller("order-1");

  private EntityActs() {}

  static EntityCaller caller(String instanceId) {
    return new EntityCaller(new ExecutionKey(instanceId, Acts.FIRST), 5);
  }

  static Message.SignalEntity signal(String operation) {
    return signal(operation, null);
  }

  static Message.SignalEntity signal(String operation, @Nullable Instant due) {
    return new Message.SignalEntity(
        COUNTER,
        new EventBody.EntityOperationSignaled("r-" + operation, operation, due, "1", null));
  }

  static Message.CallEntity call(String operation, @Nullable EntityCaller caller) {
    return new Message.CallEntity(
        COUNTER,
        new EventBody.EntityOperationCalled("r-" + operation, operation, null, "1", caller, null));
  }

  static Message.LockEntity lock(EntityCaller owner) {
    return new Message.LockEntity(
        new EventBody.EntityLockRequested(section(owner), List.of(COUNTER), 0, owner));
  }

  static Message.UnlockEntity unlock(EntityCaller owner) {
    return new Message.UnlockEntity(
        COUNTER, new EventBody.EntityUnlockSent(section(owner), owner, null));
  }

  private static String section(EntityCaller owner) {
    return "section of " + owner.execution().instanceId();
  }

  static Action signalAction(int id, String entity, String operation) {
    return new Action.SignalEntity(
        id, new EventBody.EntityOperationSignaled("r-" + id, operation, null, "1", entity));
  }

  static Action callAction(int id, String entity, String operation) {
    return new Action.CallEntity(
        id, new EventBody.EntityOperationCalled("r-" + id, operation, null, "1", null, entity));
  }

  static Action lockAction(int id, String... entities) {
    return new Action.LockEntities(
        id, new EventBody.EntityLockRequested("section-" + id, List.of(entities), 0, null));
  }

  static Action unlockAction(int id, int lockId, String entity) {
    return new Action.UnlockEntity(
        id, new EventBody.EntityUnlockSent("section-" + lockId, null, entity));
  }
}
