package dev.perdure.sdk.worker;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.OrchestratorFunction;
import dev.perdure.sdk.port.WorkSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives each turn to the session that stands where it begins, or else to a new one that replays.
final class Sessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  private final WorkSource source;
  private final FunctionRegistry registry;
  private final WorkerOptions options;
  private final FailureLog failures;
  private final SessionCache cache;
  private final Set<Session> live = ConcurrentHashMap.newKeySet();

  Sessions(
      WorkSource source, FunctionRegistry registry, WorkerOptions options, FailureLog failures) {
    this.source = source;
    this.registry = registry;
    this.options = options;
    this.failures = failures;
    this.cache = new SessionCache(options.sessionCacheSize());
  }

  void accept(WorkItem.Turn turn) {
    Session session = cache.take(turn.token().execution());
    if (session != null) {
      if (session.standsAt(turn.position())) {
        session.resume(turn);
        return;
      }
      session.evict();
    }
    if (turn.position().events() == 0) {
      start(turn, List.of());
    } else {
      source.history(turn).whenComplete((past, failure) -> replay(turn, past, failure));
    }
  }

  void forget(ExecutionKey execution) {
    Session session = cache.take(execution);
    if (session != null) {
      session.evict();
    }
  }

  void forgetAll() {
    cache.takeAll().forEach(Session::evict);
  }

  WorkerOptions options() {
    return options;
  }

  FailureLog failures() {
    return failures;
  }

  Set<Session> live() {
    return live;
  }

  void keep(Session session) {
    Session evicted = cache.put(session.execution(), session);
    if (evicted != null) {
      evicted.evict();
    }
  }

  void answer(WorkItem.Turn turn, TurnResult result) {
    try {
      source.completeTurn(turn.token(), result);
    } catch (RuntimeException e) {
      log.warn("The answer to a turn of instance '{}' was not taken; it will be offered again",
          turn.token().execution().instanceId(), e);
    }
  }

  void giveUp(WorkItem.Turn turn, RuntimeException cause) {
    log.error("A turn of instance '{}' cannot be run", turn.token().execution().instanceId(),
        cause);
    source.abandon(turn.token(), cause.toString());
  }

  void ended(Session session) {
    live.remove(session);
  }

  private void replay(
      WorkItem.Turn turn, @Nullable List<HistoryEvent> past, @Nullable Throwable failure) {
    if (past != null) {
      start(turn, past);
      return;
    }
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
    if (cause instanceof CancellationException) {
      source.abandon(turn.token(), "it is no longer outstanding");
      return;
    }
    log.warn("The history of instance '{}' could not be read",
        turn.token().execution().instanceId(), cause);
    source.abandon(turn.token(), "its history could not be read: " + cause);
  }

  private void start(WorkItem.Turn turn, List<HistoryEvent> past) {
    OrchestratorFunction<?> function = registry.findOrchestrator(turn.function().name())
        .orElse(null);
    if (function == null) {
      source.abandon(turn.token(),
          "this worker has no orchestrator named '" + turn.function().name() + "'");
      return;
    }
    Session session = new Session(this, turn, function, past);
    live.add(session);
    options.threads().start(turn.token().execution().instanceId(), session);
  }
}
