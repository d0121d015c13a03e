package dev.perdure.engine.entity;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.ExecutionIds;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.Identifiers;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.work.EntityAction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an entity's operations ask of others. A request that nobody could have is reported and
/// dropped, since nobody waits for its result.
final class Requests {
  private Requests() {}

  static void apply(EntityDraft draft, EntityAction action) {
    switch (action) {
      case EntityAction.SendSignal signal -> signal(draft, signal);
      case EntityAction.StartOrchestration start -> start(draft, start);
    }
  }

  private static void signal(EntityDraft draft, EntityAction.SendSignal signal) {
    String problem = Identifiers.entityIdProblem(signal.instanceId());
    if (problem == null) {
      problem = Identifiers.operationProblem(signal.operation());
    }
    if (problem != null) {
      drop(draft, "a signal to " + Identifiers.quote(signal.instanceId()), problem);
      return;
    }
    draft.send(
        new Message.SignalEntity(
            signal.instanceId(),
            new EventBody.EntityOperationSignaled(
                newId(draft), signal.operation(), signal.scheduledTime(), signal.input(), null)));
  }

  private static void start(EntityDraft draft, EntityAction.StartOrchestration start) {
    String executionId = newId(draft);
    String id = start.instanceId().isEmpty()
        ? ExecutionIds.derive(executionId, 0)
        : start.instanceId();
    String problem = problem(id, start);
    if (problem != null) {
      drop(draft, "the start of an orchestration", problem);
      return;
    }
    draft.send(
        new Message.StartOrchestration(
            new ExecutionKey(id, executionId), start.function(), start.input(),
            start.scheduledTime(), Map.of(), null, null, ReusePolicy.REPLACE_ENDED));
  }

  private static @Nullable String problem(String id, EntityAction.StartOrchestration start) {
    String problem = Identifiers.startedIdProblem(id);
    if (problem == null) {
      problem = Identifiers.nameProblem("orchestrator name", start.function().name());
    }
    return problem == null ? Identifiers.versionProblem(start.function().version()) : problem;
  }

  private static void drop(EntityDraft draft, String what, String reason) {
    draft.effect(new Effect.ReportDropped(draft.instanceId(), what, reason));
  }

  private static String newId(EntityDraft draft) {
    return ExecutionIds.derive(draft.execution().executionId(), draft.nextSequence());
  }
}
