package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.ExecutionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Offers again what was open when the partition's last owner ended. Recorded results are applied
/// as they are; nothing is decided a second time. After an unclean end the attempt is counted
/// before the offer, so that work that brings its process down cannot do so for ever.
public final class RecoverHandler {
  private RecoverHandler() {}

  /// Answers the message.
  public static void handle(Draft draft, Message.Recover recover) {
    if (draft.absent()) {
      return;
    }
    if (recover.from() == 0) {
      recoverTurn(draft, recover.unclean());
    }
    recoverActivities(draft, recover);
  }

  /// Each is read, to be offered, and perhaps written again: an instance may have more open than
  /// memory holds.
  private static void recoverActivities(Draft draft, Message.Recover recover) {
    List<OpenTask> tasks = new ArrayList<>(draft.tasks());
    tasks.sort(Comparator.comparingLong(OpenTask::sequence));
    long bytes = 0;
    for (OpenTask task : tasks) {
      if (task instanceof OpenTask.OpenActivity activity && task.sequence() >= recover.from()) {
        if (bytes > Limits.MAX_BYTES_RECOVERED) {
          draft.effect(new Effect.RecoverRest(draft.instanceId(), activity.sequence()));
          return;
        }
        recoverActivity(draft, activity, recover.unclean());
        bytes += activity.input().bytes();
      }
    }
  }

  private static void recoverTurn(Draft draft, boolean unclean) {
    if (!Offers.ready(draft)) {
      return;
    }
    Header header = draft.header();
    if (Offers.suspect(header)) {
      Offers.offerIfReady(draft);
      return;
    }
    if (unclean) {
      header.attempts(header.attempts() + 1);
    }
    Offers.offer(draft, 0);
  }

  private static void recoverActivity(
      Draft draft, OpenTask.OpenActivity activity, boolean unclean) {
    if (activity.attempt() > Limits.ATTEMPTS_BEFORE_SUSPICION) {
      draft.effect(
          new Effect.OfferAlone(
              new ExecutionKey(draft.instanceId(), activity.executionId()),
              activity.function().name(), activity.sequence()));
      return;
    }
    OpenTask.OpenActivity due = activity;
    if (unclean) {
      due = activity.nextAttempt();
      draft.open(due);
    }
    Offers.offer(draft, due, Duration.ZERO);
  }
}
