package dev.perdure.engine.entity;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.request.Outcome;

/// Cleans an entity up: removes the rows of one of which nothing is left, and releases the lock of
/// an orphan. Neither arises from what the engine does by itself; this is for rows that something
/// else has left. The outcome says whether there was anything to do.
public final class CleanHandler {
  private CleanHandler() {}

  /// Answers the message.
  public static void handle(EntityDraft draft, Message.CleanEntity message) {
    EntityLock orphan = message.orphan();
    boolean cleaned = orphan == null
        ? draft.removeIfEmpty()
        : LockHandler.release(
            draft,
            new EventBody.EntityUnlockSent(orphan.criticalSectionId(), orphan.owner(), null),
            orphan.owner());
    if (cleaned) {
      draft.accept();
    } else {
      draft.effect(new Effect.Reply(new Outcome.NotFound(draft.instanceId())));
    }
  }
}
