package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.EventBody;

/// Lets a due timer fire, once.
public final class TimerHandler {
  private TimerHandler() {}

  /// Answers the message; a timer that is no longer open is ignored.
  ///
  /// @throws IllegalStateException if the timer is not due: whoever sends the message has a wrong
  ///     clock
  public static void handle(Draft draft, Message.FireTimer fire) {
    if (!draft.runs(fire.execution().executionId())
        || !(draft.task(fire.sequence()) instanceof OpenTask.OpenTimer timer)) {
      return;
    }
    if (draft.now().isBefore(timer.fireAt())) {
      throw new IllegalStateException(
          "Expected timer " + timer.taskId() + " of " + draft.instanceId() + " to fire at "
              + timer.fireAt() + " or later, but it is " + draft.now());
    }
    draft.close(timer);
    if (timer.taskId() != OpenTask.OpenTimer.START) {
      draft.addMail(new EventBody.TimerFired(timer.taskId(), timer.fireAt()));
    }
    Offers.offerIfReady(draft);
  }
}
