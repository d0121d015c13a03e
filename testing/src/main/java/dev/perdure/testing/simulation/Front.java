package dev.perdure.testing.simulation;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.WorkDesk;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.work.WorkTaker;
import dev.perdure.runtime.work.WorkerSubscription;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/// How workers reach a hub that runs: the place where what lies between the two, streams and a
/// protocol for example, is put into the simulation. A front lives as long as its hub does.
public interface Front {

  /// What a worker hears.
  interface Visitor {

    /// Which worker it is, from one connection to the next.
    int number();

    /// Whether there is room for work now.
    boolean hasRoom();

    /// There is work. Its token is the one to answer with, the very same object.
    void accept(WorkItem item);

    /// An execution is over.
    void forget(ExecutionKey execution);

    /// The connection is over, by the hub's doing.
    void ended();
  }

  /// The connection of a worker.
  @FunctionalInterface
  interface Connection {

    /// The worker leaves.
    void close();

    /// The worker has had no room, and now has some.
    default void roomAgain() {}
  }

  /// Puts fronts before hubs.
  @FunctionalInterface
  interface Maker {

    /// The front of a hub that has just been opened.
    ///
    /// @param env the hub's world; what it schedules does not happen after a crash
    /// @param calm whether nothing may go wrong any more
    Front of(TaskHub hub, Env env, BooleanSupplier calm);
  }

  /// A worker comes.
  ///
  /// @param local whether it lives in the hub's process
  Connection connect(WorkerOffer offer, boolean local, Visitor visitor);

  /// Brings the answer to a turn, to this hub or to an earlier one.
  void completeTurn(WorkToken token, TurnResult result);

  /// Brings the answer to an activity.
  void completeActivity(WorkToken token, TaskOutcome outcome);

  /// Brings the answer to a batch of operations.
  void completeEntityBatch(WorkToken token, EntityBatchResult result);

  /// Gives work back.
  void abandon(WorkItem item, String cause);

  /// Asks for the history before a turn; cancelled or failed if there is none.
  CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn);

  /// Nothing lies between: workers stand at the hub's desk.
  static Front direct(TaskHub hub) {
    return new Direct(hub.work());
  }

  /// The hub's desk.
  record Direct(WorkDesk desk) implements Front {
    @Override
    public Connection connect(WorkerOffer offer, boolean local, Visitor visitor) {
      WorkerSubscription subscription = desk.subscribe(offer, new Taker(visitor), local);
      return new Connection() {
        @Override
        public void close() {
          desk.unsubscribe(subscription);
        }

        @Override
        public void roomAgain() {
          desk.roomAgain(subscription);
        }
      };
    }

    @Override
    public void completeTurn(WorkToken token, TurnResult result) {
      desk.completeTurn(token, result);
    }

    @Override
    public void completeActivity(WorkToken token, TaskOutcome outcome) {
      desk.completeActivity(token, outcome);
    }

    @Override
    public void completeEntityBatch(WorkToken token, EntityBatchResult result) {
      desk.completeEntityBatch(token, result);
    }

    @Override
    public void abandon(WorkItem item, String cause) {
      desk.abandon(item.token(), cause);
    }

    @Override
    public CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn) {
      return desk.history(turn);
    }
  }

  /// A visitor, as the runtime calls it.
  record Taker(Visitor visitor) implements WorkTaker {
    @Override
    public boolean hasRoom() {
      return visitor.hasRoom();
    }

    @Override
    public void accept(WorkItem item) {
      visitor.accept(item);
    }

    @Override
    public void forget(ExecutionKey execution) {
      visitor.forget(execution);
    }
  }
}
