package dev.perdure.engine.entity;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.Lane;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;

/// Takes lock requests and releases. A request waits in the queue like any operation, and is met in
/// [Batches] when its turn comes. A release waits for the operations that its sender called before.
/// Whoever locks several entities asks for them in the order of their ids, one after the other, so
/// that no two can wait for each other; it asks each by itself, so that the request keeps its place
/// among all that it sends to that entity.
public final class LockHandler {
  private LockHandler() {}

  /// Answers a request.
  public static void lock(EntityDraft draft, Message.LockEntity message) {
    draft.add(Lane.QUEUE, message.request());
    Batches.offerIfReady(draft);
  }

  /// Answers a release; one of a lock that is not held is ignored.
  public static void unlock(EntityDraft draft, Message.UnlockEntity message) {
    draft.accept();
    EntityCaller sender = message.unlock().caller();
    if (sender != null) {
      boolean unused = release(draft, message.unlock(), sender);
    }
  }

  /// Releases the lock of an owner.
  ///
  /// @return whether the owner had it, and had not given it up yet
  static boolean release(
      EntityDraft draft, EventBody.EntityUnlockSent unlock, EntityCaller sender) {
    EntityLock lock = draft.lock();
    if (lock == null
        || lock.leaving()
        || !lock.criticalSectionId().equals(unlock.criticalSectionId())
        || !lock.owner().execution().equals(sender.execution())) {
      return false;
    }
    if (draft.batch() == null && draft.size(Lane.OWNED) == 0) {
      draft.lock(null);
    } else {
      draft.lock(lock.left());
      draft.add(Lane.OWNED, unlock);
    }
    Batches.offerIfReady(draft);
    return true;
  }

  /// Locks the entity for a request whose turn has come.
  static void enter(EntityDraft draft, EventBody.EntityLockRequested request) {
    EntityCaller owner = request.caller();
    if (owner == null) {
      return;
    }
    draft.lock(new EntityLock(request.criticalSectionId(), owner, draft.now(), false));
    draft.send(
        new Message.GrantLock(
            owner, request.criticalSectionId(), request.lockSet(), request.position()));
  }
}
