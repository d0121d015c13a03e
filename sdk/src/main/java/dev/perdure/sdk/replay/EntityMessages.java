package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EntityId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an orchestrator has asked of entities: which calls are under way, and where it stands with
/// its critical section. The rules of critical sections are checked here.
final class EntityMessages {
  private static final int NOBODY = -1;

  private final Map<String, Integer> calls = new HashMap<>();
  private final Set<EntityId> called = new HashSet<>();
  private @Nullable LockTask lock;
  private boolean inside;

  /// A name for something that is asked of an entity, the same on every replay.
  static String requestId(OrchestratorRun run, int actionId) {
    return NameUuid.of(run.started().execution().executionId() + "_" + actionId).toString();
  }

  /// Takes note of a call, so that its answer finds it.
  void called(Action action) {
    if (action instanceof Action.CallEntity call) {
      calls.put(call.call().requestId(), call.id());
    }
  }

  /// The action that an answer is for, or one that nobody has.
  int answered(String requestId) {
    Integer taskId = calls.remove(requestId);
    return taskId == null ? NOBODY : taskId;
  }

  void begun(EntityId entity) {
    called.add(entity);
  }

  void ended(EntityId entity) {
    called.remove(entity);
  }

  void asked(LockTask task) {
    lock = task;
  }

  void granted(String criticalSectionId) {
    LockTask asked = lock;
    if (asked != null && !inside && asked.criticalSectionId().equals(criticalSectionId)) {
      inside = true;
      called.clear();
      asked.granted();
    }
  }

  boolean isInside(LockTask task) {
    return inside && task.equals(lock);
  }

  void left() {
    lock = null;
    inside = false;
  }

  List<EntityId> locked() {
    return inside && lock != null ? lock.entities() : List.of();
  }

  void checkCall(EntityId entity) {
    checkNotAsked("call an entity");
    if (!inside || lock == null) {
      return;
    }
    if (!lock.entities().contains(entity)) {
      throw new IllegalStateException("Expected a call of one of the locked entities "
          + lock.entities() + " inside a critical section, but got one of " + entity);
    }
    if (called.contains(entity)) {
      throw new IllegalStateException("Expected one call of " + entity
          + " at a time inside a critical section, but another one is under way: await it first");
    }
  }

  void checkSignal(EntityId entity) {
    checkNotAsked("signal an entity");
    if (inside && lock != null && lock.entities().contains(entity)) {
      throw new IllegalStateException("Expected no signal to " + entity
          + " inside the critical section that locks it: call it instead");
    }
  }

  /// Checks that something is done outside of critical sections.
  void checkOutside(String what) {
    checkNotAsked(what);
    if (inside) {
      throw new IllegalStateException("Expected to " + what
          + " outside of critical sections, but entities are locked: close the lock first");
    }
  }

  private void checkNotAsked(String what) {
    if (lock != null && !inside) {
      throw new IllegalStateException("Expected to " + what
          + " when the lock is granted, but it is not yet: await it first");
    }
  }
}
