package dev.perdure.engine.entity;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Endings;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.Mail;
import dev.perdure.model.FailureDetails;
import java.util.List;

/// Offers again what was due when the partition's last owner ended. After an unclean end the
/// attempt is counted before the offer. Operations that have met several such ends are performed
/// one by one, each alone, so that the guilty one is known; it is quarantined, and the others go
/// on.
public final class RecoverEntityHandler {
  private RecoverEntityHandler() {}

  /// Answers the message.
  public static void recover(EntityDraft draft, Message.RecoverEntity message) {
    Lane lane = Batches.due(draft);
    if (lane != null && message.unclean() && !Batches.suspect(draft)) {
      draft.attempts(draft.attempts() + 1);
      if (Batches.suspect(draft)) {
        draft.suspects(
            (int) Math.min(draft.size(lane), Limits.MAX_OPERATIONS_PER_BATCH));
      }
    }
    Batches.offerIfReady(draft);
  }

  /// Gives a suspect its next try, now that no other one runs, or quarantines it.
  public static void trySuspect(EntityDraft draft, Message.TrySuspectEntity message) {
    Lane lane = draft.execution().equals(message.execution()) ? Batches.due(draft) : null;
    if (lane == null || !Batches.suspect(draft)) {
      return;
    }
    if (draft.attempts() + 1 < Limits.MAX_ATTEMPTS) {
      draft.attempts(draft.attempts() + 1);
      Batches.offer(draft, lane, 1, 0);
      return;
    }
    List<Mail> guilty = draft.first(lane, 1);
    draft.remove(lane, guilty);
    BatchHandler.fail(
        draft, guilty.get(0),
        FailureDetails.nonRetriable(
            Endings.QUARANTINED,
            "An operation of the entity '" + draft.instanceId() + "' is quarantined: its process "
                + "ended uncleanly in each of " + Limits.MAX_ATTEMPTS + " attempts"));
    BatchHandler.survived(draft, 1);
    Batches.offerIfReady(draft);
  }
}
