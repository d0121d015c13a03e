package dev.perdure.sdk.worker;

import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.sdk.OrchestratorFunction;
import dev.perdure.sdk.replay.OrchestratorRun;
import dev.perdure.sdk.replay.RunRequest;
import dev.perdure.sdk.replay.TurnFeed;
import dev.perdure.sdk.replay.Unwinding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A live orchestration: a thread that stands in the user's code where it waits, and what it needs
/// to go on from there.
///
/// Between turns the session is in the cache and its thread is parked. A turn that continues
/// exactly where it stands is handed over by one write and one unpark; the thread applies the
/// events, answers the turn itself, puts the session back and parks again. Whoever takes the
/// session out of the cache decides alone whether it goes on or is evicted.
///
/// Whoever takes the turn out of [#turn] answers it: the thread when it is done, or the watchdog
/// when that takes too long. Afterwards nothing that the thread does can reach the source, since it
/// has no turn.
final class Session implements TurnFeed, Runnable {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /// How often user code may catch the error that leads it out before its thread is parked for
  /// good.
  private static final int MAX_UNWINDINGS = 100;

  private static final VarHandle TURN;

  static {
    try {
      TURN = MethodHandles.lookup().findVarHandle(Session.class, "turn", WorkItem.Turn.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Sessions sessions;
  private final ExecutionKey execution;
  private final String functionName;
  private final OrchestratorRun run;
  private volatile WorkItem.@Nullable Turn turn;
  private volatile WorkItem.@Nullable Turn incoming;
  private volatile @Nullable Thread thread;
  private volatile boolean evicted;
  private volatile long turnStarted;
  private long incarnation;
  private int position;
  private int unwindings;

  Session(
      Sessions sessions,
      WorkItem.Turn turn,
      OrchestratorFunction<?> function,
      List<HistoryEvent> past) {
    this.sessions = sessions;
    this.execution = turn.token().execution();
    this.functionName = turn.function().name();
    this.turn = turn;
    this.run = new OrchestratorRun(
        new RunRequest(function, past, turn.newEvents(), sessions.options().dataConverter(),
            sessions.options().exceptionProperties()),
        this);
  }

  ExecutionKey execution() {
    return execution;
  }

  String functionName() {
    return functionName;
  }

  @Nullable
  Thread thread() {
    return thread;
  }

  /// When the present turn began, or 0 if there is none.
  long turnStarted() {
    return turnStarted;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    turnStarted = System.nanoTime();
    Carriers.OF_PROCESS.began(null);
    try {
      run.run();
      WorkItem.Turn done = claim();
      if (done != null) {
        logFailure();
        sessions.answer(done, run.takeResult());
      }
    } catch (Unwinding e) {
      log.debug("Session of instance '{}' was unloaded", execution.instanceId());
    } catch (RuntimeException e) {
      WorkItem.Turn failed = claim();
      if (failed != null) {
        sessions.giveUp(failed, e);
      }
    } finally {
      Carriers.OF_PROCESS.ended();
      sessions.ended(this);
    }
  }

  private void logFailure() {
    Throwable thrown = run.thrown();
    if (thrown != null) {
      sessions.failures().orchestratorFailed(this, thrown);
    }
  }

  @Override
  public List<HistoryEvent> nextTurn() {
    TurnResult result = run.takeResult();
    WorkItem.Turn done = claim();
    if (done == null) {
      throw unwinding();
    }
    Carriers.OF_PROCESS.ended();
    incarnation = done.position().incarnation();
    position = done.position().events() + done.newEvents().size() + recorded(result);
    sessions.keep(this); // Before the answer, since the next turn may follow it at once.
    sessions.answer(done, result);
    WorkItem.Turn next = incoming;
    while (next == null) {
      if (evicted) {
        throw unwinding();
      }
      sessions.options().threads().park();
      Thread.interrupted(); // Users may interrupt their own thread; then parking would not wait.
      next = incoming;
    }
    incoming = null;
    turnStarted = System.nanoTime();
    turn = next;
    Carriers.OF_PROCESS.began(null);
    return next.newEvents();
  }

  @Override
  public void checkAccess() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("Expected the context of instance '"
          + execution.instanceId() + "' to be used on its orchestrator's own thread only, but "
          + "thread '" + Thread.currentThread().getName()
          + "' used it: do such work in an activity");
    }
    if (evicted) {
      throw unwinding();
    }
  }

  /// Whether the session stands where the offered turn begins. Only for who has taken it.
  boolean standsAt(HistoryPosition offered) {
    return offered.events() == position && offered.incarnation() == incarnation;
  }

  /// Goes on with the turn. Only for who has taken the session.
  void resume(WorkItem.Turn next) {
    incoming = next;
    wake();
  }

  /// Leaves the user's code for good. Only for who has taken the session.
  void evict() {
    evicted = true;
    if (sessions.options().eviction() == Eviction.UNWIND) {
      wake();
    } else {
      sessions.ended(this);
    }
  }

  /// Fails the instance because its turn takes too long.
  ///
  /// @return whether there was still a turn to answer
  boolean failTurn(String message, String stack) {
    WorkItem.Turn late = claim();
    if (late == null) {
      return false;
    }
    evicted = true;
    FailureDetails failure = new FailureDetails("TurnTimeout", message, stack, null, true,
        java.util.Map.of());
    sessions.answer(late, new TurnResult(
        List.of(new Action.CompleteOrchestration(
            run.nextActionId(), OrchestrationStatus.FAILED, null, failure, List.of())),
        run.customStatus(), TurnResult.ALL));
    return true;
  }

  private WorkItem.@Nullable Turn claim() {
    WorkItem.Turn claimed = (WorkItem.Turn) TURN.getAndSet(this, null);
    turnStarted = 0;
    return claimed;
  }

  private void wake() {
    Thread parked = thread;
    if (parked != null) {
      sessions.options().threads().resume(parked);
    }
  }

  private Unwinding unwinding() {
    unwindings++;
    if (unwindings > MAX_UNWINDINGS
        || (unwindings == 1 && sessions.options().eviction() == Eviction.ABANDON)) {
      parkForGood();
    }
    return Unwinding.signal();
  }

  private void parkForGood() {
    if (unwindings > MAX_UNWINDINGS) {
      log.warn("Orchestrator '{}' of instance '{}' catches every error, even the one that unloads "
          + "it; its thread stays parked", functionName, execution.instanceId());
    }
    Carriers.OF_PROCESS.ended();
    sessions.ended(this);
    while (true) {
      sessions.options().threads().park();
      Thread.interrupted();
    }
  }

  /// How many events the engine appends for these actions.
  private static int recorded(TurnResult result) {
    int events = 0;
    for (Action action : result.actions()) {
      if (!(action instanceof Action.CancelTimer)) {
        events++;
      }
    }
    return events;
  }
}
