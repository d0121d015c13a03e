package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import java.util.Map;

/// Runs a failed instance again from its failures. Everything that succeeded keeps its result;
/// failed sub-orchestrations are rewound in turn, and started afresh if they are gone.
public final class RewindHandler {
  private RewindHandler() {}

  /// Answers the message.
  public static void handle(Draft draft, Message.RewindOrchestration rewind) {
    if (draft.absent()) {
      if (rewind.substitute() != null) {
        StartHandler.begin(draft, rewind.substitute(), null);
      } else {
        draft.reply(new Outcome.NotFound(draft.instanceId()));
      }
      return;
    }
    Header header = draft.header();
    if (header.status() != OrchestrationStatus.FAILED) {
      draft.reply(
          new Outcome.Refused(
              header.status(),
              "Rewinding is not allowed: expected an instance that is Failed, but '"
                  + draft.instanceId() + "' is " + header.status().label()));
      return;
    }
    ExecutionKey failed = header.execution();
    RewoundHistory rewound = RewoundHistory.of(draft.history(), header.failedTasks());
    header.renew(rewind.newExecutionId(), null);
    draft.clearHistory(failed);
    draft.append(rewound.events());
    for (Map.Entry<Integer, EventBody.SubOrchestrationCreated> child : rewound.children()
        .entrySet()) {
      rewindChild(draft, rewind, child.getKey(), child.getValue());
    }
    if (rewound.children().isEmpty()) {
      draft.addMail(new EventBody.ExecutionRewound(rewind.reason()));
    }
    draft.effect(new Effect.Forget(failed));
    draft.accept();
    Offers.offerIfReady(draft);
  }

  private static void rewindChild(
      Draft draft, Message.RewindOrchestration rewind, int taskId,
      EventBody.SubOrchestrationCreated created) {
    Header header = draft.header();
    long sequence = header.nextSequence();
    ExecutionKey child = new ExecutionKey(
        created.instanceId(), ExecutionIds.derive(header.execution().executionId(), sequence));
    draft.open(new OpenTask.OpenChild(sequence, taskId, child));
    Message.StartOrchestration substitute = new Message.StartOrchestration(
        child, created.function(), created.input(), null, created.tags(), created.trace(),
        new ParentInstance(header.execution(), header.function(), taskId, sequence),
        ReusePolicy.REPLACE_ENDED);
    draft.send(
        new Message.RewindOrchestration(
            child.instanceId(), child.executionId(), null, rewind.reason(), substitute));
  }
}
