package dev.perdure.engine;

import dev.perdure.engine.entity.BatchHandler;
import dev.perdure.engine.entity.Batches;
import dev.perdure.engine.entity.CleanHandler;
import dev.perdure.engine.entity.EntityDraft;
import dev.perdure.engine.entity.LockHandler;
import dev.perdure.engine.entity.OperationHandler;
import dev.perdure.engine.entity.PurgeEntityHandler;
import dev.perdure.engine.entity.RecoverEntityHandler;
import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.AbandonHandler;
import dev.perdure.engine.orchestration.ActivityHandler;
import dev.perdure.engine.orchestration.ChildHandler;
import dev.perdure.engine.orchestration.Draft;
import dev.perdure.engine.orchestration.EntityAnswerHandler;
import dev.perdure.engine.orchestration.Moment;
import dev.perdure.engine.orchestration.Offers;
import dev.perdure.engine.orchestration.PurgeHandler;
import dev.perdure.engine.orchestration.RaiseEventHandler;
import dev.perdure.engine.orchestration.RecoverHandler;
import dev.perdure.engine.orchestration.RestartHandler;
import dev.perdure.engine.orchestration.RewindHandler;
import dev.perdure.engine.orchestration.StartHandler;
import dev.perdure.engine.orchestration.SuspectHandler;
import dev.perdure.engine.orchestration.SuspendHandler;
import dev.perdure.engine.orchestration.TerminateHandler;
import dev.perdure.engine.orchestration.TimerHandler;
import dev.perdure.engine.orchestration.TurnHandler;
import dev.perdure.engine.state.Entity;
import dev.perdure.engine.state.Instance;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.EntityChange;
import dev.perdure.engine.step.EntityStep;
import dev.perdure.engine.step.Step;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import org.jspecify.annotations.Nullable;

/// The pure core: one message and one instance go in, changes and effects come out. Nothing else is
/// read, and nothing is changed before the caller says so with [#evolve].
public final class Engine {
  private Engine() {}

  /// Decides what a message does to the instance that it is addressed to.
  public static Step decide(Instance instance, Message message, Moment moment) {
    Draft draft = new Draft(instance, moment);
    switch (message) {
      case Message.StartOrchestration start -> StartHandler.handle(draft, start);
      case Message.RaiseEvent raise -> RaiseEventHandler.handle(draft, raise);
      case Message.TerminateOrchestration terminate -> TerminateHandler.handle(draft, terminate);
      case Message.RewindOrchestration rewind -> RewindHandler.handle(draft, rewind);
      case Message.CompleteChild complete -> ChildHandler.handle(draft, complete);
      case Message.CompleteCall complete -> EntityAnswerHandler.result(draft, complete);
      case Message.GrantLock grant -> EntityAnswerHandler.grant(draft, grant);
      case Message.SuspendOrchestration suspend -> SuspendHandler.suspend(draft, suspend);
      case Message.ResumeOrchestration resume -> SuspendHandler.resume(draft, resume);
      case Message.RestartOrchestration restart -> RestartHandler.handle(draft, restart);
      case Message.PurgeOrchestration unused -> PurgeHandler.handle(draft);
      case Message.CompleteTurn complete -> TurnHandler.handle(draft, complete);
      case Message.AbandonTurn abandon -> AbandonHandler.turn(draft, abandon);
      case Message.CompleteActivity complete -> ActivityHandler.handle(draft, complete);
      case Message.AbandonActivity abandon -> AbandonHandler.activity(draft, abandon);
      case Message.FireTimer fire -> TimerHandler.handle(draft, fire);
      case Message.Recover recover -> RecoverHandler.handle(draft, recover);
      case Message.TrySuspect suspect -> SuspectHandler.handle(draft, suspect);
      case Message.ToEntity entity -> throw new IllegalStateException(
          "Expected a message to an orchestration, but got one to the entity "
              + entity.instanceId());
    }
    return draft.finish();
  }

  /// Decides what a message does to the entity that it is addressed to.
  public static EntityStep decide(Entity entity, Message.ToEntity message, Moment moment) {
    EntityDraft draft = new EntityDraft(entity, moment);
    switch (message) {
      case Message.SignalEntity signal -> OperationHandler.signal(draft, signal);
      case Message.CallEntity call -> OperationHandler.call(draft, call);
      case Message.ReleaseDelayed release -> OperationHandler.release(draft, release);
      case Message.LockEntity lock -> LockHandler.lock(draft, lock);
      case Message.UnlockEntity unlock -> LockHandler.unlock(draft, unlock);
      case Message.CompleteBatch complete -> BatchHandler.complete(draft, complete);
      case Message.RefuseBatch refuse -> BatchHandler.refuse(draft, refuse);
      case Message.AbandonBatch abandon -> BatchHandler.abandon(draft, abandon);
      case Message.CleanEntity clean -> CleanHandler.handle(draft, clean);
      case Message.PurgeEntity unused -> PurgeEntityHandler.handle(draft);
      case Message.RecoverEntity recover -> RecoverEntityHandler.recover(draft, recover);
      case Message.TrySuspectEntity suspect -> RecoverEntityHandler.trySuspect(draft, suspect);
    }
    return draft.finish();
  }

  /// What is offered under a token and neither answered nor taken back, or null.
  public static @Nullable WorkItem offered(Instance instance, WorkToken token, Moment moment) {
    return Offers.offered(new Draft(instance, moment), token);
  }

  /// What an entity offers under a token and is neither answered nor taken back, or null.
  public static @Nullable WorkItem offered(Entity entity, WorkToken token, Moment moment) {
    return Batches.offered(new EntityDraft(entity, moment), token);
  }

  /// Applies one change of a step to the entity.
  public static void evolve(Entity entity, EntityChange change) {
    switch (change) {
      case EntityChange.HeaderStored stored -> entity.put(stored.header());
      case EntityChange.EntityRemoved unused -> entity.put(null);
      case EntityChange.StateStored stored -> entity.state(stored.state());
      case EntityChange.OperationAdded added -> entity.lane(added.lane()).add(added.operation());
      case EntityChange.OperationsRemoved removed ->
        entity.lane(removed.lane()).remove(removed.operations().size());
      case EntityChange.OperationDelayed unused -> {}
      case EntityChange.DelayedRemoved unused -> {}
      case EntityChange.BatchChanged changed -> entity.batch(changed.batch());
      case EntityChange.BatchesLimited limited -> entity.mostPerBatch(limited.most());
      case EntityChange.MessageSent unused -> {}
    }
  }

  /// Applies one change of a step to the instance.
  public static void evolve(Instance instance, Change change) {
    switch (change) {
      case Change.OrchestrationStored stored -> instance.put(stored.orchestration());
      case Change.OrchestrationRemoved unused -> instance.put(null);
      case Change.MailAdded added -> instance.add(added.mail());
      case Change.MailRemoved removed -> instance.removeMails(removed.count());
      case Change.TaskOpened opened -> instance.open(opened.task());
      case Change.TaskClosed closed -> instance.close(closed.task().sequence());
      case Change.TurnChanged changed -> instance.turn(changed.turn());
      case Change.HistoryAppended unused -> {}
      case Change.HistoryCleared unused -> {}
      case Change.MessageSent unused -> {}
    }
  }
}
