package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;

/// Suspends and resumes. A suspended instance is offered no turn; everything that arrives is held
/// in order, and comes behind the resumption. A turn in flight may still commit, and leaves the
/// instance suspended unless it ends it.
public final class SuspendHandler {
  private SuspendHandler() {}

  /// Answers the message.
  public static void suspend(Draft draft, Message.SuspendOrchestration suspend) {
    if (draft.absent()) {
      draft.reply(new Outcome.NotFound(draft.instanceId()));
      return;
    }
    OrchestrationStatus status = draft.header().status();
    if (status.isTerminal() || status == OrchestrationStatus.SUSPENDED) {
      draft.reply(unchanged(draft, status, "suspended"));
      return;
    }
    draft.header().status(OrchestrationStatus.SUSPENDED);
    draft.addMail(new EventBody.ExecutionSuspended(suspend.reason()));
    if (status == OrchestrationStatus.PENDING) {
      draft.effect(new Effect.NotifyWaiters(draft.instanceId()));
    }
    draft.accept();
  }

  /// Answers the message.
  public static void resume(Draft draft, Message.ResumeOrchestration resume) {
    if (draft.absent()) {
      draft.reply(new Outcome.NotFound(draft.instanceId()));
      return;
    }
    Header header = draft.header();
    if (header.status() != OrchestrationStatus.SUSPENDED) {
      draft.reply(unchanged(draft, header.status(), "resumed"));
      return;
    }
    header.status(
        header.begun() ? OrchestrationStatus.RUNNING : OrchestrationStatus.PENDING);
    draft.addResumption(new EventBody.ExecutionResumed(resume.reason()));
    draft.accept();
    Offers.offerIfReady(draft);
  }

  private static Outcome unchanged(Draft draft, OrchestrationStatus status, String verb) {
    return new Outcome.NoEffect(
        status,
        "The instance '" + draft.instanceId() + "' was not " + verb + ", since it is "
            + status.label());
  }
}
