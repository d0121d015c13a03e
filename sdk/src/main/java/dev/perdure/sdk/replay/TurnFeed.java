package dev.perdure.sdk.replay;

import dev.perdure.model.HistoryEvent;
import java.util.List;

/// What a run needs of whoever drives it.
public interface TurnFeed {

  /// Gives no further turn: the run is over when it has consumed what it was made with.
  TurnFeed NONE = new TurnFeed() {
    @Override
    public List<HistoryEvent> nextTurn() {
      throw Unwinding.signal();
    }

    @Override
    public void checkAccess() {}
  };

  /// Ends the present turn and gives the events of the next one, as soon as there is one. Throws
  /// [Unwinding] if there will be none.
  List<HistoryEvent> nextTurn();

  /// Called at the beginning of every use of the context: throws [IllegalStateException] if the
  /// caller may not use it, and [Unwinding] if the run is to end.
  void checkAccess();
}
