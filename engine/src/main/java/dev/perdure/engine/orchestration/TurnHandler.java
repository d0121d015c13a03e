package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.TurnResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Commits a turn: the events it consumed and the actions it decided become history, its tasks are
/// opened, its messages leave. The order of events follows the Durable Task protocol: new events,
/// then one event for each scheduling action, then the completion.
public final class TurnHandler {
  private TurnHandler() {}

  /// Answers the message; an answer to another turn than the one in flight is ignored.
  public static void handle(Draft draft, Message.CompleteTurn message) {
    TurnInFlight turn = draft.turn();
    if (turn == null
        || turn.sequence() != message.sequence()
        || draft.incarnation() != message.incarnation()
        || !draft.runs(message.execution().executionId())) {
      return;
    }
    TurnResult result = message.result();
    List<HistoryEvent> row = consume(draft, turn, result);
    Action ending = ending(result.actions());
    for (Action action : result.actions()) {
      Actions.apply(draft, action, ending, row);
    }
    switch (ending) {
      case Action.CompleteOrchestration complete ->
        Endings.end(
            draft, row, complete.id(), completion(complete), complete.failedTasks());
      case Action.ContinueAsNew next -> NextExecution.begin(draft, next);
      case null, default -> {
        draft.append(row);
        Offers.offerIfReady(draft);
      }
    }
  }

  /// Takes the turn's events out of the mail and settles what every committed turn settles.
  private static List<HistoryEvent> consume(Draft draft, TurnInFlight turn, TurnResult result) {
    List<HistoryEvent> events = Offers.events(draft, turn);
    int offered = events.size();
    int processed = result.eventsProcessed();
    // The turn's start counts, and one event at least, or the same turn would come again for ever.
    int left = processed == TurnResult.ALL ? 0 : Math.max(0, offered - Math.max(2, processed));
    draft.turn(null);
    draft.removeMails(turn.mails() - left);
    Header header = draft.header();
    if (header.events() == 0) {
      draft.effect(new Effect.NotifyWaiters(draft.instanceId()));
    }
    if (header.status() == OrchestrationStatus.PENDING) {
      header.status(OrchestrationStatus.RUNNING);
    }
    header.attempts(0);
    header.clock(turn.time());
    String status = result.customStatus();
    if (status != null) {
      header.customStatus(status.isEmpty() ? null : status);
    }
    if (result.span() != null) {
      header.span(result.span());
    }
    return new ArrayList<>(events.subList(0, offered - left));
  }

  private static EventBody.ExecutionCompleted completion(Action.CompleteOrchestration action) {
    if (action.status().isTerminal()) {
      return new EventBody.ExecutionCompleted(
          action.status(), action.result(), action.failure());
    }
    return new EventBody.ExecutionCompleted(
        OrchestrationStatus.FAILED, null,
        FailureDetails.nonRetriable(
            Actions.INVALID_CALL,
            "Expected a completion with a status that ends an orchestration, but got "
                + action.status().label()));
  }

  private static @Nullable Action ending(List<Action> actions) {
    for (Action action : actions) {
      if (action instanceof Action.CompleteOrchestration
          || action instanceof Action.ContinueAsNew) {
        return action;
      }
    }
    return null;
  }
}
