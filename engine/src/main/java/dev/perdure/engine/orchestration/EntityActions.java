package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.Action;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.Identifiers;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an orchestrator asks of entities. The events in its history keep the entity's id; in the
/// messages the entity is the receiver.
final class EntityActions {
  private EntityActions() {}

  static void signal(Draft draft, Action.SignalEntity action, List<HistoryEvent> row) {
    EventBody.EntityOperationSignaled signal = action.signal();
    row.add(Actions.event(draft, action, signal));
    String entity = signal.targetInstanceId();
    // No entity can have such an id or operation, so that nobody is there to be signaled.
    if (entity != null && problem(entity, signal.operation()) == null) {
      draft.send(
          new Message.SignalEntity(
              entity,
              new EventBody.EntityOperationSignaled(
                  signal.requestId(), signal.operation(), signal.scheduledTime(), signal.input(),
                  null)));
    }
  }

  static void call(Draft draft, Action.CallEntity action, List<HistoryEvent> row) {
    EventBody.EntityOperationCalled call = action.call();
    String entity = call.targetInstanceId() == null ? "" : call.targetInstanceId();
    row.add(Actions.event(draft, action, call));
    String problem = problem(entity, call.operation());
    if (problem != null) {
      draft.addMail(
          new EventBody.EntityOperationFailed(
              call.requestId(), FailureDetails.nonRetriable(Actions.INVALID_CALL, problem)));
      return;
    }
    Header header = draft.header();
    OpenTask.OpenCall open = new OpenTask.OpenCall(
        header.nextSequence(), action.id(), call.requestId());
    draft.open(open);
    draft.send(
        new Message.CallEntity(
            entity,
            new EventBody.EntityOperationCalled(
                call.requestId(), call.operation(), call.scheduledTime(), call.input(),
                new EntityCaller(header.execution(), open.sequence()), null)));
  }

  /// Asks for the locks in the one order that holds for everybody, whatever order the worker chose.
  /// Ids that no entity can have are left out: nobody else can hold them.
  static void lock(Draft draft, Action.LockEntities action, List<HistoryEvent> row) {
    EventBody.EntityLockRequested request = action.request();
    row.add(Actions.event(draft, action, request));
    TreeSet<String> sorted = new TreeSet<>(request.lockSet());
    sorted.removeIf(id -> Identifiers.entityIdProblem(id) != null);
    if (sorted.isEmpty()) {
      draft.addMail(new EventBody.EntityLockGranted(request.criticalSectionId()));
      return;
    }
    Locks.ask(
        draft,
        new OpenTask.OpenLock(
            draft.header().nextSequence(), action.id(), request.criticalSectionId(),
            List.copyOf(sorted), OpenTask.OpenLock.Phase.ASKED));
  }

  static void unlock(Draft draft, Action.UnlockEntity action, List<HistoryEvent> row) {
    EventBody.EntityUnlockSent unlock = action.unlock();
    row.add(Actions.event(draft, action, unlock));
    String entity = unlock.targetInstanceId();
    OpenTask.OpenLock open = Locks.find(draft, unlock.criticalSectionId());
    if (open == null || entity == null || !open.lockSet().contains(entity)) {
      return;
    }
    Locks.release(draft, open, entity);
    OpenTask.OpenLock rest = open.without(entity);
    if (rest.lockSet().isEmpty()) {
      draft.close(open);
    } else {
      draft.open(rest);
    }
  }

  private static @Nullable String problem(String entity, String operation) {
    String problem = Identifiers.entityIdProblem(entity);
    return problem == null ? Identifiers.operationProblem(operation) : problem;
  }
}
