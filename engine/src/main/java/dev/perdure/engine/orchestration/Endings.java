package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TaskOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What every end of an execution has in common: nothing waits any more, the parent is told,
/// waiters wake.
public final class Endings {

  /// The error type that a parent sees when its sub-orchestration was terminated.
  static final String TERMINATED = "dev.perdure.SubOrchestrationTerminated";

  /// The error type of work that brought its process down too often.
  public static final String QUARANTINED = "dev.perdure.Quarantined";

  private Endings() {}

  /// Ends the execution with a last history row.
  ///
  /// @param row the events of the last row so far; the completion is added
  /// @param actionId the id of the completing action, or none
  static void end(
      Draft draft, List<HistoryEvent> row, int actionId, EventBody.ExecutionCompleted completion,
      List<Integer> failedTasks) {
    row.add(new HistoryEvent(actionId, draft.time(), completion));
    draft.append(row);
    Header header = draft.header();
    header.end(completion.status(), draft.time(), failedTasks);
    draft.turn(null);
    draft.removeMails(draft.mailCount());
    draft.closeWaits();
    tellParent(draft, completion);
    draft.effect(new Effect.NotifyWaiters(draft.instanceId()));
    draft.effect(new Effect.Forget(header.execution()));
  }

  /// Ends the execution from outside, without its worker.
  static void terminate(Draft draft, EventBody.ExecutionTerminated terminated) {
    List<HistoryEvent> facts = new ArrayList<>();
    if (draft.header().events() == 0) {
      // The execution has not begun: its start, and with it the input, is still in the mail.
      facts.add(draft.mails(1).get(0).event());
    }
    facts.add(HistoryEvent.of(draft.time(), terminated));
    endNow(
        draft, draft.time(), facts,
        new EventBody.ExecutionCompleted(
            OrchestrationStatus.TERMINATED, terminated.output(), null));
  }

  /// Ends the execution since its turn cannot be run. The mail that the turn was to consume becomes
  /// history, so that a rewind finds it.
  static void quarantine(Draft draft, FailureDetails failure) {
    List<Mail> mails = draft.mails(Integer.MAX_VALUE);
    List<HistoryEvent> facts = new ArrayList<>(mails.size());
    Offers.addEvents(mails, facts);
    endNow(
        draft, Offers.turnTime(draft, mails), facts,
        new EventBody.ExecutionCompleted(OrchestrationStatus.FAILED, null, failure));
  }

  private static void endNow(
      Draft draft, Instant time, List<HistoryEvent> facts,
      EventBody.ExecutionCompleted completion) {
    withdrawTurn(draft);
    List<HistoryEvent> row = new ArrayList<>();
    row.add(HistoryEvent.of(time, new EventBody.OrchestratorStarted()));
    row.addAll(facts);
    draft.header().clock(time);
    end(draft, row, HistoryEvent.NO_ID, completion, List.of());
  }

  /// Makes room for another execution of the same id: the present one leaves nothing behind.
  static void discard(Draft draft) {
    Header header = draft.header();
    if (!header.status().isTerminal()) {
      withdrawTurn(draft);
      draft.dropActivities();
      tellParent(
          draft,
          new EventBody.ExecutionCompleted(
              OrchestrationStatus.TERMINATED, "\"Replaced by a new instance\"", null));
    }
    draft.removeMails(draft.mailCount());
    draft.closeWaits();
    draft.clearHistory(header.execution());
    draft.effect(new Effect.Forget(header.execution()));
  }

  static void withdrawTurn(Draft draft) {
    TurnInFlight turn = draft.turn();
    if (turn != null) {
      draft.effect(new Effect.Withdraw(Offers.turnToken(draft, turn), Message.TrySuspect.TURN));
      draft.turn(null);
    }
  }

  /// Reports how the execution ended, under the execution that the parent started.
  static void tellParent(Draft draft, EventBody.ExecutionCompleted completion) {
    Header header = draft.header();
    ParentInstance parent = header.origin().parent();
    if (parent != null) {
      draft.send(
          new Message.CompleteChild(
              parent.execution().instanceId(), parent.execution().executionId(), parent.sequence(),
              ExecutionIds.ofChild(parent), outcome(header, completion)));
    }
  }

  private static TaskOutcome outcome(Header header, EventBody.ExecutionCompleted completion) {
    if (completion.status() == OrchestrationStatus.COMPLETED) {
      return new TaskOutcome.Succeeded(completion.result());
    }
    if (completion.failure() != null) {
      return new TaskOutcome.Failed(completion.failure());
    }
    String reason = completion.result() == null ? "" : ": " + completion.result();
    return new TaskOutcome.Failed(
        FailureDetails.of(
            TERMINATED,
            "The sub-orchestration '" + header.function().name() + "' with the instance id '"
                + header.execution().instanceId() + "' was "
                + completion.status().label().toLowerCase(Locale.ROOT) + reason));
  }
}
