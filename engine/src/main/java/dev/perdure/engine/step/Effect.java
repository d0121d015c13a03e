package dev.perdure.engine.step;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.time.Duration;

/// What the runtime is to do for a step, once the step is durable. Only an offer of a turn to a
/// worker in the same process may run ahead: its outcome commits after the step in any case.
public sealed interface Effect {

  /// Offer a turn to the workers.
  ///
  /// @param delay how long to wait first, after a turn that was given back
  record OfferTurn(WorkItem.Turn turn, Duration delay) implements Effect {}

  /// Offer an activity to the workers.
  ///
  /// @param delay how long to wait first, after an activity that was given back
  record OfferActivity(WorkItem.Activity activity, Duration delay) implements Effect {}

  /// Recover the rest of the instance, which is too large for one step.
  ///
  /// @param from the first activity that is not offered yet
  record RecoverRest(String instanceId, long from) implements Effect {}

  /// Offer a batch of an entity's operations to the workers.
  ///
  /// @param delay how long to wait first, after a batch that was given back
  record OfferBatch(WorkItem.EntityBatch batch, Duration delay) implements Effect {}

  /// Tell the client that called an entity how its operation ended.
  record AnswerCall(String instanceId, String requestId, TaskOutcome outcome) implements Effect {}

  /// Report something that an entity was asked for, or asked for itself, and that will not be done.
  ///
  /// @param what what it is, for people to read
  /// @param reason why
  record ReportDropped(String instanceId, String what, String reason) implements Effect {}

  /// Offer this only when nothing else that is suspect runs, and ask the instance again first.
  ///
  /// @param sequence the open activity that is meant, or the turn
  record OfferAlone(ExecutionKey execution, String function, long sequence) implements Effect {}

  /// Take back what no worker has begun.
  ///
  /// @param sequence the open activity that is meant, or the turn
  record Withdraw(WorkToken token, long sequence) implements Effect {}

  /// Tell the sender of the message what became of it.
  record Reply(Outcome outcome) implements Effect {}

  /// Wake those who wait for the instance to start or to end.
  record NotifyWaiters(String instanceId) implements Effect {}

  /// Drop the sessions of an execution that is over.
  record Forget(ExecutionKey execution) implements Effect {}
}
