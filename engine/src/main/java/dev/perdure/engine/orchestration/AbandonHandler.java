package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.TurnInFlight;
import java.time.Duration;

/// Takes work back from a worker that could not run it, and offers it again after a while that
/// grows; or from one that has left, and offers it again under the same number, since that worker
/// may only have lost its connection and answer by another one. Neither is an attempt.
public final class AbandonHandler {

  /// How long an activity that was given back waits before it is offered again.
  private static final Duration ACTIVITY_DELAY = Duration.ofSeconds(1);

  private AbandonHandler() {}

  /// Answers the message about a turn.
  public static void turn(Draft draft, Message.AbandonTurn message) {
    TurnInFlight turn = draft.turn();
    if (turn != null
        && turn.sequence() == message.sequence()
        && draft.incarnation() == message.incarnation()
        && draft.runs(message.execution().executionId())) {
      draft.turn(null);
      if (Offers.ready(draft)) {
        if (message.workersLost() > 0) {
          Offers.offerAgain(
              draft, turn,
              Offers.delayAfterLoss(message.workersLost(), message.execution(), turn.sequence()));
        } else {
          Offers.offer(draft, turn.abandons() + 1);
        }
      }
    }
  }

  /// Answers the message about an activity.
  public static void activity(Draft draft, Message.AbandonActivity message) {
    OpenTask.OpenActivity activity = ActivityHandler.find(
        draft, message.execution().executionId(), message.sequence(), message.attempt());
    if (activity != null) {
      Duration delay = message.workersLost() == 0
          ? ACTIVITY_DELAY
          : Offers.delayAfterLoss(
              message.workersLost(), message.execution(), activity.sequence());
      Offers.offer(draft, activity, delay);
    }
  }
}
