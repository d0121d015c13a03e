package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.sdk.EntityLock;
import java.util.List;

/// A wait for the lock of some entities.
final class LockTask extends RunTask<EntityLock> {
  private final String criticalSectionId;
  private final List<EntityId> entities;

  LockTask(OrchestratorRun run, List<EntityId> entities) {
    super(run);
    this.entities = entities;
    List<String> ids = entities.stream().map(EntityId::instanceId).toList();
    Action.LockEntities asked = run.ask(
        id -> new Action.LockEntities(
            id,
            new EventBody.EntityLockRequested(EntityMessages.requestId(run, id), ids, 0, null)));
    this.criticalSectionId = asked.request().criticalSectionId();
    run.entities.asked(this);
  }

  String criticalSectionId() {
    return criticalSectionId;
  }

  List<EntityId> entities() {
    return entities;
  }

  void granted() {
    complete(new Section());
  }

  /// The section while the orchestrator is inside.
  private final class Section implements EntityLock {

    @Override
    public void close() {
      if (!run.entities.isInside(LockTask.this)) {
        return;
      }
      try {
        run.enter();
      } catch (Unwinding e) {
        return; // The code is left for good, and with it its section, here or at the hub.
      }
      run.entities.left();
      for (EntityId entity : entities) {
        run.ask(
            id -> new Action.UnlockEntity(
                id, new EventBody.EntityUnlockSent(
                    criticalSectionId, null, entity.instanceId())));
      }
    }
  }
}
