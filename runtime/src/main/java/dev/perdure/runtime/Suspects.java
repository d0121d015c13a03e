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

/// Work that has met several unclean ends. One suspect runs at a time, so that the one that brings
/// the process down is known; the innocent run through and are suspects no more.
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

  /// @param ask asks an instance to give its suspect a try
  Suspects(Dispatcher dispatcher, Consumer<Message> ask) {
    this.dispatcher = dispatcher;
    this.ask = ask;
  }

  synchronized void add(ExecutionKey execution, String function, long sequence) {
    Suspect suspect = new Suspect(execution, function, sequence);
    // Every message to a suspect instance names it again.
    if (!suspect.equals(running)) {
      waiting.add(suspect);
    }
    next();
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
      next();
    }
  }

  /// The suspect needs no try any more.
  synchronized void settled(ExecutionKey execution, long sequence) {
    settle(execution, kindOf(execution, sequence), sequence);
  }

  /// Lets the next suspect run, if none does and a worker offers its function.
  synchronized void next() {
    if (running != null) {
      return;
    }
    for (Iterator<Suspect> suspects = waiting.iterator(); suspects.hasNext();) {
      Suspect suspect = suspects.next();
      if (dispatcher.offered(suspect.kind(), suspect.function())) {
        suspects.remove();
        running = suspect;
        ask.accept(
            suspect.kind() == WorkKind.ENTITY
                ? new Message.TrySuspectEntity(suspect.execution())
                : new Message.TrySuspect(suspect.execution(), suspect.sequence()));
        return;
      }
    }
  }

  private synchronized void settle(ExecutionKey execution, WorkKind kind, long sequence) {
    Suspect suspect = running;
    boolean same = suspect != null
        && suspect.kind() == kind
        && suspect.execution().instanceId().equals(execution.instanceId())
        && (kind != WorkKind.ACTIVITY || suspect.sequence() == sequence);
    if (same) {
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
