package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import java.time.Duration;

/// Gives a suspect its next try, now that no other suspect runs, or quarantines it. A quarantined
/// turn fails its instance, which can be rewound once the cause is mended; a quarantined activity
/// fails its call. An activity that runs in another process is offered like any other.
public final class SuspectHandler {
  private SuspectHandler() {}

  /// Answers the message; what is no suspect any more is left alone.
  public static void handle(Draft draft, Message.TrySuspect suspect) {
    if (suspect.sequence() == Message.TrySuspect.TURN) {
      if (draft.runs(suspect.execution().executionId())
          && Offers.ready(draft)
          && Offers.suspect(draft.header())) {
        tryTurn(draft);
      }
    } else if (!draft.absent()
        && draft.task(suspect.sequence()) instanceof OpenTask.OpenActivity activity
        && activity.executionId().equals(suspect.execution().executionId())
        && activity.attempt() > Limits.ATTEMPTS_BEFORE_SUSPICION) {
      if (suspect.alone()) {
        tryActivity(draft, activity);
      } else {
        Offers.offer(draft, activity, Duration.ZERO);
      }
    }
  }

  private static void tryTurn(Draft draft) {
    Header header = draft.header();
    if (header.attempts() + 1 >= Limits.MAX_ATTEMPTS) {
      Endings.quarantine(
          draft,
          quarantined(
              "A turn of the orchestrator '" + header.function().name() + "'",
              header.execution()));
      return;
    }
    header.attempts(header.attempts() + 1);
    Offers.offer(draft, 0);
  }

  private static void tryActivity(Draft draft, OpenTask.OpenActivity activity) {
    if (activity.attempt() < Limits.MAX_ATTEMPTS) {
      OpenTask.OpenActivity next = activity.nextAttempt();
      draft.open(next);
      Offers.offer(draft, next, Duration.ZERO);
      return;
    }
    draft.close(activity);
    if (draft.runs(activity.executionId())) {
      draft.addMail(
          new EventBody.TaskFailed(
              activity.taskId(),
              quarantined("The activity '" + activity.function().name() + "'",
                  draft.header().execution())));
      Offers.offerIfReady(draft);
    }
  }

  private static FailureDetails quarantined(String what, ExecutionKey execution) {
    return FailureDetails.nonRetriable(
        Endings.QUARANTINED,
        what + " of the instance '" + execution.instanceId() + "' is quarantined: its process "
            + "ended uncleanly in each of " + Limits.MAX_ATTEMPTS + " attempts");
  }
}
