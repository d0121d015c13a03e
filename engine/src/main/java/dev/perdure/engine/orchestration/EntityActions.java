package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.Identifiers;
import dev.perdure.model.json.EntityJson;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an orchestrator asks of entities. The events in its history keep the entity's id; in the
/// messages the entity is the receiver. Who asks by an external event, the older form of
/// [EntityJson], is answered by one.
final class EntityActions {
  private EntityActions() {}

  /// Does what an event of the history asks of an entity. Other events ask for nothing.
  ///
  /// @param taskId the id of the action that the event confirms
  /// @param byEvent whether the orchestrator asked by an external event
  static void ask(Draft draft, int taskId, EventBody request, boolean byEvent) {
    if (request instanceof EventBody.EntityOperationSignaled signal) {
      signal(draft, signal);
    } else if (request instanceof EventBody.EntityOperationCalled call) {
      call(draft, taskId, call, byEvent);
    } else if (request instanceof EventBody.EntityLockRequested lock) {
      lock(draft, taskId, lock, byEvent);
    } else if (request instanceof EventBody.EntityUnlockSent unlock) {
      unlock(draft, unlock);
    }
  }

  /// Lets the orchestrator have an entity's answer in the form in which it asked.
  static void answer(Draft draft, EventBody answer, boolean byEvent) {
    draft.addMail(byEvent ? EntityJson.answer(answer) : answer);
  }

  private static void signal(Draft draft, EventBody.EntityOperationSignaled signal) {
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

  private static void call(
      Draft draft, int taskId, EventBody.EntityOperationCalled call, boolean byEvent) {
    String entity = call.targetInstanceId() == null ? "" : call.targetInstanceId();
    String problem = problem(entity, call.operation());
    if (problem != null) {
      answer(
          draft,
          new EventBody.EntityOperationFailed(
              call.requestId(), FailureDetails.nonRetriable(Actions.INVALID_CALL, problem)),
          byEvent);
      return;
    }
    Header header = draft.header();
    OpenTask.OpenCall open = new OpenTask.OpenCall(
        header.nextSequence(), taskId, call.requestId(), byEvent);
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
  private static void lock(
      Draft draft, int taskId, EventBody.EntityLockRequested request, boolean byEvent) {
    TreeSet<String> sorted = new TreeSet<>(request.lockSet());
    sorted.removeIf(id -> Identifiers.entityIdProblem(id) != null);
    if (sorted.isEmpty()) {
      answer(draft, new EventBody.EntityLockGranted(request.criticalSectionId()), byEvent);
      return;
    }
    Locks.ask(
        draft,
        new OpenTask.OpenLock(
            draft.header().nextSequence(), taskId, request.criticalSectionId(),
            List.copyOf(sorted), OpenTask.OpenLock.Phase.ASKED, byEvent));
  }

  private static void unlock(Draft draft, EventBody.EntityUnlockSent unlock) {
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
