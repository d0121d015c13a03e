package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The actions of an execution, numbered from 0 in the order in which the program asks for them.
///
/// While the past is replayed an action waits to be confirmed by the event that recorded it;
/// afterwards actions are the answer to the turn. A turn's events and actions are committed
/// together, so at the beginning of the next turn nothing may be unconfirmed, but for rewound
/// histories, from which the calls that failed were removed: they are simply asked for again.
final class ActionLog {

  /// The most actions that one turn may ask for: an orchestrator that asks for more most likely
  /// loops without awaiting anything.
  private static final int MAX_ACTIONS_PER_TURN = 100_000;

  private final boolean keepsCallSites;
  private final Map<Integer, StackTraceElement> callSites = new HashMap<>();
  private final Map<Integer, Action> unconfirmed = new LinkedHashMap<>();
  private List<Action> answer = new ArrayList<>();
  private int nextId;

  /// @param keepsCallSites whether to remember the source line of each replayed action
  ActionLog(boolean keepsCallSites) {
    this.keepsCallSites = keepsCallSites;
  }

  int nextId() {
    return nextId++;
  }

  int peekId() {
    return nextId;
  }

  void add(Action action, boolean replaying) {
    if (!replaying) {
      if (answer.size() >= MAX_ACTIONS_PER_TURN) {
        throw new IllegalStateException(
            "Expected an orchestrator to ask for at most " + MAX_ACTIONS_PER_TURN
                + " actions in a turn, but it asked for more: does it loop without await?");
      }
      answer.add(action);
      return;
    }
    unconfirmed.put(action.id(), action);
    if (keepsCallSites) {
      StackTraceElement site = CallSites.nearest();
      if (site != null) {
        callSites.put(action.id(), site);
      }
    }
  }

  /// A cancelled timer leaves no event, so there is nothing to confirm; its number is used up all
  /// the same, on every replay.
  void cancelTimer(int timerId, boolean replaying) {
    int id = nextId++;
    if (!replaying) {
      answer.add(new Action.CancelTimer(id, timerId));
    }
  }

  /// Compares an event of the past with what was asked for; most events say nothing of it.
  ///
  /// @return the difference, or null if there is none
  @Nullable
  String compare(HistoryEvent event, boolean rewound) {
    EventBody body = event.body();
    if (body instanceof EventBody.OrchestratorStarted) {
      return rewound ? null : unconfirmed();
    }
    return event.eventId() == HistoryEvent.NO_ID || body instanceof EventBody.ExecutionCompleted
        ? null
        : confirm(event);
  }

  private @Nullable String confirm(HistoryEvent event) {
    Action action = unconfirmed.remove(event.eventId());
    if (action == null) {
      return Difference.missing(event, CallSites.nearest());
    }
    return Recorded.matches(action, event.body())
        ? null
        : Difference.mismatch(event, action, callSites.get(action.id()));
  }

  /// Says what was asked for without being in the history.
  ///
  /// @return the difference, or null if there is none
  @Nullable
  String unconfirmed() {
    if (unconfirmed.isEmpty()) {
      return null;
    }
    Action first = unconfirmed.values().iterator().next();
    return Difference.unrecorded(first, callSites.get(first.id()));
  }

  /// Asks again for what a rewind removed.
  void answerUnconfirmed() {
    answer.addAll(unconfirmed.values());
    unconfirmed.clear();
  }

  /// The actions since the last call.
  List<Action> take() {
    List<Action> taken = answer;
    answer = new ArrayList<>(2);
    return taken;
  }
}
