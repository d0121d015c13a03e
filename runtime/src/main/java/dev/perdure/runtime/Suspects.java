package dev.perdure.runtime;

import dev.perdure.engine.message.Message;
import dev.perdure.model.EntityId;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.work.Dispatcher;
import dev.perdure.runtime.work.WorkKind;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Work that has met several unclean ends. One suspect runs at a time in this process, so that the
/// one that brings it down is known; the innocent run through and are suspects no more.
final class Suspects {

  /// One piece of suspect work.
  private record Suspect(ExecutionKey execution, String function, long sequence) {
    WorkKind kind() {
      return kindOf(execution, sequence);
    }
  }

  private final Dispatcher dispatcher;
  private final Consumer<Message> ask;
  private final Set<Suspect> waiting = new LinkedHashSet<>();
  private @Nullable Suspect running;

  /// Whether the one that runs was named again: an entity names itself for its next operation while
  /// the answer to the one before is still being settled.
  private boolean again;

  /// @param ask asks an instance to give its suspect a try
  Suspects(Dispatcher dispatcher, Consumer<Message> ask) {
    this.dispatcher = dispatcher;
    this.ask = ask;
  }

  /// Every message to a suspect instance names it again.
  synchronized void add(ExecutionKey execution, String function, long sequence) {
    Suspect suspect = new Suspect(execution, function, sequence);
    if (suspect.equals(running)) {
      again = true;
    } else if (waiting.add(suspect) && tries(suspect)) {
      waiting.remove(suspect);
    }
  }

  /// A piece of work has been answered, durably, or was given back.
  synchronized void answered(WorkToken token, WorkKind kind) {
    settle(token.execution(), kind, token.sequence());
  }

  /// Forgets the suspects of some instances: their owner begins anew.
  synchronized void forget(Predicate<String> instanceIds) {
    waiting.removeIf(suspect -> instanceIds.test(suspect.execution().instanceId()));
    if (running != null && instanceIds.test(running.execution().instanceId())) {
      running = null;
      again = false;
      next();
    }
  }

  /// The suspect needs no try any more.
  synchronized void settled(ExecutionKey execution, long sequence) {
    settle(execution, kindOf(execution, sequence), sequence);
  }

  /// A worker has come: lets those run that wait for it.
  synchronized void offersChanged() {
    waiting.removeIf(this::tries);
  }

  /// Lets the next one run that has waited for the one before. Those that wait for nobody have run
  /// by now, so that there is no need to look at all.
  private void next() {
    Iterator<Suspect> suspects = waiting.iterator();
    while (running == null && suspects.hasNext()) {
      if (tries(suspects.next())) {
        suspects.remove();
      }
    }
  }

  /// Lets a suspect run, if a worker offers its function and no other one runs. An activity that
  /// only workers elsewhere offer does not run in this process, and does not wait for others.
  private boolean tries(Suspect suspect) {
    WorkKind kind = suspect.kind();
    boolean elsewhere = kind == WorkKind.ACTIVITY
        && dispatcher.offeredElsewhereOnly(kind, suspect.function());
    if (elsewhere) {
      ask.accept(new Message.TrySuspect(suspect.execution(), suspect.sequence(), false));
      return true;
    }
    if (running != null || !dispatcher.offered(kind, suspect.function())) {
      return false;
    }
    running = suspect;
    ask.accept(
        kind == WorkKind.ENTITY
            ? new Message.TrySuspectEntity(suspect.execution())
            : new Message.TrySuspect(suspect.execution(), suspect.sequence(), true));
    return true;
  }

  private synchronized void settle(ExecutionKey execution, WorkKind kind, long sequence) {
    Suspect suspect = running;
    boolean same = suspect != null
        && suspect.kind() == kind
        && suspect.execution().instanceId().equals(execution.instanceId())
        && (kind != WorkKind.ACTIVITY || suspect.sequence() == sequence);
    if (same) {
      if (again && suspect != null) {
        waiting.add(suspect);
      }
      again = false;
      running = null;
      next();
    }
  }

  private static WorkKind kindOf(ExecutionKey execution, long sequence) {
    if (EntityId.isEntity(execution.instanceId())) {
      return WorkKind.ENTITY;
    }
    return sequence == Message.TrySuspect.TURN ? WorkKind.TURN : WorkKind.ACTIVITY;
  }
}
