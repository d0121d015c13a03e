package dev.perdure.engine;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.AbandonHandler;
import dev.perdure.engine.orchestration.ActivityHandler;
import dev.perdure.engine.orchestration.ChildHandler;
import dev.perdure.engine.orchestration.Draft;
import dev.perdure.engine.orchestration.Moment;
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
import dev.perdure.engine.state.Instance;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Step;

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
    }
    return draft.finish();
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
