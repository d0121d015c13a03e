package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.OpenTask.OpenLock.Phase;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import org.jspecify.annotations.Nullable;

/// The critical sections of an orchestration, seen from its own side. Whatever ends an execution
/// gives its locks up by sending a release to every entity of each section, locked already or not.
/// A release may find the request still waiting in its entity's queue; that request then leads to a
/// grant that nobody awaits, which is answered by releasing the entity once more.
final class Locks {
  private Locks() {}

  /// Sends the request to the first entity of the set.
  static void ask(Draft draft, OpenTask.OpenLock lock) {
    draft.open(lock);
    ask(draft, lock, 0);
  }

  /// Sends the request to the entity at the position. Entities do not pass it on among themselves:
  /// it would overtake what the orchestration has sent to the entity before.
  static void ask(Draft draft, OpenTask.OpenLock lock, int position) {
    draft.send(
        new Message.LockEntity(
            new EventBody.EntityLockRequested(
                lock.criticalSectionId(), lock.lockSet(), position, caller(draft, lock))));
  }

  static OpenTask.@Nullable OpenLock find(Draft draft, String criticalSectionId) {
    for (OpenTask.OpenLock lock : draft.locks()) {
      if (lock.criticalSectionId().equals(criticalSectionId)) {
        return lock;
      }
    }
    return null;
  }

  /// Whether the orchestrator stands inside a section whose entities are not locked again yet.
  static boolean regains(Draft draft) {
    for (OpenTask.OpenLock lock : draft.locks()) {
      if (lock.phase() == Phase.REGAINED) {
        return true;
      }
    }
    return false;
  }

  /// Gives up all entities of the section.
  static void release(Draft draft, OpenTask.OpenLock lock) {
    for (String entity : lock.lockSet()) {
      release(draft, lock, entity);
    }
  }

  /// Gives up one entity of the section.
  static void release(Draft draft, OpenTask.OpenLock lock, String entity) {
    release(draft, entity, lock.criticalSectionId(), caller(draft, lock));
  }

  /// Gives up an entity that was locked for nobody.
  static void release(Draft draft, Message.GrantLock grant) {
    release(
        draft, grant.lockSet().get(grant.position()), grant.criticalSectionId(), grant.caller());
  }

  private static void release(
      Draft draft, String entity, String criticalSectionId, EntityCaller caller) {
    draft.send(
        new Message.UnlockEntity(
            entity, new EventBody.EntityUnlockSent(criticalSectionId, caller, null)));
  }

  private static EntityCaller caller(Draft draft, OpenTask.OpenLock lock) {
    return new EntityCaller(draft.header().execution(), lock.sequence());
  }
}
