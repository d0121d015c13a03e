package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import org.jspecify.annotations.Nullable;

/// Runs a failed instance again from its failures. Everything that succeeded keeps its result. What
/// failed or was still awaited goes on: activities and entities are called again, timers are set
/// again, and sub-orchestrations are rewound in turn, see [ChildRewind]. If it failed inside a
/// critical section, it goes on when the section's entities are locked again.
public final class RewindHandler {
  private RewindHandler() {}

  /// Answers the message.
  public static void handle(Draft draft, Message.RewindOrchestration rewind) {
    if (rewind.substitute() != null) {
      ChildRewind.handle(draft, rewind, rewind.substitute());
    } else if (draft.absent()) {
      draft.reply(new Outcome.NotFound(draft.instanceId()));
    } else if (draft.header().status() != OrchestrationStatus.FAILED
        || isAnother(draft.header(), rewind.failedExecutionId())) {
      refuse(draft);
    } else {
      rewind(draft, rewind.newExecutionId(), rewind.reason());
    }
  }

  private static boolean isAnother(Header header, @Nullable String meant) {
    return meant != null && !meant.equals(header.execution().executionId());
  }

  private static void refuse(Draft draft) {
    OrchestrationStatus status = draft.header().status();
    String reason = status == OrchestrationStatus.FAILED
        ? "has failed again since, in another execution"
        : "is " + status.label();
    draft.reply(
        new Outcome.Refused(
            status,
            "Rewinding is not allowed: expected an instance that is Failed, but '"
                + draft.instanceId() + "' " + reason));
  }

  static void rewind(Draft draft, String newExecutionId, @Nullable String reason) {
    Header header = draft.header();
    ExecutionKey failed = header.execution();
    RewoundHistory rewound = RewoundHistory.of(draft.history(), header.failedTasks());
    draft.dropActivities(failed);
    header.renew(newExecutionId, null);
    draft.clearHistory(failed);
    draft.append(rewound.events());
    draft.addMail(new EventBody.ExecutionRewound(reason));
    rewound.timers().forEach(
        (taskId, fireAt) -> draft.open(
            new OpenTask.OpenTimer(header.nextSequence(), taskId, fireAt)));
    for (RewoundEntities.Section section : rewound.sections()) {
      Locks.ask(
          draft,
          new OpenTask.OpenLock(
              header.nextSequence(), section.taskId(), section.criticalSectionId(),
              section.lockSet(), OpenTask.OpenLock.Phase.REGAINED, false));
    }
    rewound.children().forEach((taskId, created) -> rewindChild(draft, reason, taskId, created));
    draft.effect(new Effect.Forget(failed));
    draft.accept();
    Offers.offerIfReady(draft);
  }

  private static void rewindChild(
      Draft draft, @Nullable String reason, int taskId,
      EventBody.SubOrchestrationCreated created) {
    Header header = draft.header();
    long sequence = header.nextSequence();
    Message.StartOrchestration substitute = Actions.startOfChild(
        header, taskId, sequence, created);
    ExecutionKey child = substitute.execution();
    draft.open(new OpenTask.OpenChild(sequence, taskId, child));
    draft.send(
        new Message.RewindOrchestration(
            child.instanceId(), child.executionId(), null, reason, substitute));
  }
}
