package dev.perdure.engine.orchestration;

import dev.perdure.engine.step.Effect;
import dev.perdure.model.request.Outcome;

/// Removes an ended instance with all its rows.
public final class PurgeHandler {
  private PurgeHandler() {}

  /// Answers the message.
  public static void handle(Draft draft) {
    if (draft.absent()) {
      draft.reply(new Outcome.NotFound(draft.instanceId()));
      return;
    }
    Header header = draft.header();
    if (!header.status().isTerminal()) {
      draft.reply(
          new Outcome.Refused(
              header.status(),
              "Expected to purge an instance that has ended, but '" + draft.instanceId() + "' is "
                  + header.status().label()));
      return;
    }
    draft.accept();
    draft.dropActivities();
    Endings.discard(draft);
    draft.removeInstance();
    draft.effect(new Effect.NotifyWaiters(draft.instanceId()));
  }
}
