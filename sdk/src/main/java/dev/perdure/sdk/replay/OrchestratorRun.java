package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.TurnResult;
import dev.perdure.sdk.DataConverter;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One execution of an orchestrator, from its first event to its end or until it is left.
///
/// The code runs on the thread that calls [#run]. Where it awaits a task that has not ended, that
/// thread applies events, oldest first, until the task has: first those of the past, then those of
/// the turn, then those of further turns, for which the feed may let it wait. So every piece of
/// user code, callbacks included, runs at a place between two events of the history, and at the
/// same place on every replay.
public final class OrchestratorRun {
  private final RunRequest request;
  private final TurnFeed feed;
  private final boolean rewound;
  private final ActionLog log;
  private final RunContext context = new RunContext(this);
  private final ExternalEvents externalEvents = new ExternalEvents();
  private final Map<Integer, FunctionTask<?>> functions = new HashMap<>();
  private final Map<Integer, Runnable> timers = new HashMap<>();
  final EntityMessages entities = new EntityMessages();

  private List<HistoryEvent> events;
  private int next;
  private boolean replaying;
  private boolean left;
  private Instant now = Instant.EPOCH;
  private EventBody.@Nullable ExecutionStarted started;
  private @Nullable String customStatus;
  private Ending.@Nullable Completed output;
  private @Nullable Ending ending;

  /// A run that has not begun.
  public OrchestratorRun(RunRequest request, TurnFeed feed) {
    this(request, feed, false);
  }

  private OrchestratorRun(RunRequest request, TurnFeed feed, boolean keepsCallSites) {
    this.request = request;
    this.feed = feed;
    this.rewound = request.isRewound();
    this.log = new ActionLog(keepsCallSites);
    this.replaying = !request.past().isEmpty();
    this.events = replaying ? request.past() : request.turn();
  }

  /// Runs the orchestrator to its end. Throws [Unwinding] if the feed has no further turn.
  public void run() {
    runToEnd();
    if (ending instanceof Ending.Diverged) {
      ending = explained(ending);
    }
  }

  /// Whether the execution has ended, be it for good or to continue as new.
  public boolean hasEnded() {
    return ending != null;
  }

  /// What user code has thrown, or that it departed from its history, if it has ended so.
  public @Nullable Throwable thrown() {
    return ending == null ? null : ending.thrown(started());
  }

  /// The number that the next action will have.
  public int nextActionId() {
    return log.peekId();
  }

  /// The answer to the present turn: what was asked for since the last call.
  public TurnResult takeResult() {
    List<Action> actions = log.take();
    if (ending != null) {
      actions.add(lastAction(ending));
    }
    return new TurnResult(actions, customStatus, TurnResult.ALL);
  }

  /// The custom status as JSON text, if one is set.
  public @Nullable String customStatus() {
    return customStatus;
  }

  private void runToEnd() {
    begin();
    try {
      Object returned = request.function().apply(context);
      if (ending == null) {
        finish(output != null ? output : new Ending.Completed(serialize(returned, "output", "")));
      }
    } catch (Throwable thrown) { // Whatever user code throws is its instance's failure, not ours.
      if (ending == null) {
        if (thrown instanceof Unwinding unwinding) {
          throw unwinding;
        }
        finish(Ending.Failed.of(thrown, request.properties()));
      }
    }
  }

  /// Applies what comes before user code can run.
  private void begin() {
    while (started == null) {
      if (next == events.size() && !replaying) {
        throw new IllegalStateException(
            "Expected an ExecutionStarted event in the first turn, but got " + events);
      }
      step();
    }
  }

  /// Ends the execution, after the rest of the past was compared: code that ends earlier than it
  /// did has departed from its history, too.
  private void finish(Ending how) {
    ending = how;
    String difference = restOfPast();
    if (difference != null) {
      ending = new Ending.Diverged(difference);
      return;
    }
    for (; next < events.size(); next++) {
      if (events.get(next).body() instanceof EventBody.EventRaised raised) {
        externalEvents.keep(events.get(next), raised);
      }
    }
  }

  private @Nullable String restOfPast() {
    if (!replaying) {
      return null;
    }
    for (; next < events.size(); next++) {
      String difference = log.compare(events.get(next), rewound);
      if (difference != null) {
        return difference;
      }
    }
    return leavePast();
  }

  /// Runs everything again, noting source lines, since noting them always would slow every replay
  /// down.
  private Ending explained(Ending found) {
    TurnFeed guard = new TurnFeed() {
      @Override
      public List<HistoryEvent> nextTurn() {
        throw Unwinding.signal();
      }

      @Override
      public void checkAccess() {
        feed.checkAccess();
      }
    };
    OrchestratorRun again = new OrchestratorRun(request, guard, true);
    try {
      again.runToEnd();
    } catch (Unwinding e) {
      return found; // What departs by chance may do so elsewhere or not at all the second time.
    }
    return again.ending instanceof Ending.Diverged diverged ? diverged : found;
  }

  private Action lastAction(Ending how) {
    int id = log.nextId();
    return switch (how) {
      case Ending.Completed it -> new Action.CompleteOrchestration(
          id, OrchestrationStatus.COMPLETED, it.result(), null, List.of());
      case Ending.Failed it -> new Action.CompleteOrchestration(
          id, OrchestrationStatus.FAILED, null, it.failure(), it.failedTasks());
      case Ending.ContinuedAsNew it -> new Action.ContinueAsNew(id, it.input(), null,
          it.preserveEvents() ? externalEvents.unreceived() : List.of());
      case Ending.Diverged it -> it.action(id, started());
    };
  }

  // What tasks and the context need.

  /// Guards every use of the context.
  void enter() {
    feed.checkAccess();
    if (ending != null || left) {
      throw Unwinding.signal();
    }
  }

  /// Applies the next event.
  void step() {
    if (next == events.size()) {
      if (replaying) {
        String difference = leavePast();
        if (difference != null) {
          throw diverged(difference);
        }
      }
      while (next == events.size()) {
        left = true; // If there is none, code on its way out asks for nothing any more.
        events = feed.nextTurn();
        left = false;
        next = 0;
      }
    }
    apply(events.get(next++));
  }

  /// Gives the action the next number and asks for it.
  <A extends Action> A ask(IntFunction<A> made) {
    A action = made.apply(log.nextId());
    log.add(action, replaying);
    return action;
  }

  void sendEvent(String instanceId, String name, @Nullable String data) {
    ask(id -> new Action.SendEvent(id, instanceId, name, data));
  }

  int schedule(FunctionTask<?> task, IntFunction<Action> call) {
    Action asked = ask(call);
    entities.called(asked);
    functions.put(asked.id(), task);
    return asked.id();
  }

  int setTimer(Instant fireAt, Runnable fired) {
    int id = ask(it -> new Action.CreateTimer(it, fireAt)).id();
    timers.put(id, fired);
    return id;
  }

  void cancelTimer(int timerId) {
    if (timers.remove(timerId) != null) {
      log.cancelTimer(timerId, replaying);
    }
  }

  void continueAsNew(@Nullable Object input, boolean preserveEvents) {
    String data = serialize(input, "input of the next execution", "");
    finish(new Ending.ContinuedAsNew(data, preserveEvents));
    throw Unwinding.signal();
  }

  void setOutput(@Nullable Object value) {
    output = new Ending.Completed(serialize(value, "output", ""));
  }

  void clearCustomStatus() {
    customStatus = "";
  }

  void setCustomStatus(@Nullable Object status) {
    customStatus = serialize(status, "custom status", "");
  }

  /// @param what what the value is, for the message; put together only if there is one
  @Nullable
  String serialize(@Nullable Object value, String what, String name) {
    try {
      return request.converter().serialize(value);
    } catch (DataConverter.DataConverterException e) {
      throw new DataConverter.DataConverterException(
          "The " + what + name + describeSelf() + " cannot be converted: " + e.getMessage(), e);
    }
  }

  /// @param what what the value is, for the message; put together only if there is one
  @Nullable
  Object deserialize(
      @Nullable String data, Type type, String what, String name, int taskId) {
    try {
      return request.converter().deserialize(data, type);
    } catch (DataConverter.DataConverterException e) {
      throw new DataConverter.DataConverterException(
          "The " + what + name + (taskId < 0 ? "" : " (#" + taskId + ")") + describeSelf()
              + " cannot be converted to " + type.getTypeName() + ": " + e.getMessage(),
          e);
    }
  }

  private String describeSelf() {
    EventBody.ExecutionStarted self = started();
    return " in orchestrator '" + self.function().name() + "' of instance '"
        + self.execution().instanceId() + "'";
  }

  EventBody.ExecutionStarted started() {
    if (started == null) {
      throw new IllegalStateException("Expected an ExecutionStarted event first, but got none");
    }
    return started;
  }

  ExternalEvents externalEvents() {
    return externalEvents;
  }

  RunContext context() {
    return context;
  }

  Instant now() {
    return now;
  }

  boolean isReplaying() {
    return replaying;
  }

  private void apply(HistoryEvent event) {
    if (replaying) {
      String difference = log.compare(event, rewound);
      if (difference != null) {
        throw diverged(difference);
      }
    }
    switch (event.body()) {
      case EventBody.OrchestratorStarted unused -> now = event.timestamp();
      case EventBody.ExecutionStarted it -> started = it;
      case EventBody.TaskCompleted it -> succeeded(it.taskId(), it.result());
      case EventBody.TaskFailed it -> failed(it.taskId(), it.failure());
      case EventBody.SubOrchestrationCompleted it -> succeeded(it.taskId(), it.result());
      case EventBody.SubOrchestrationFailed it -> failed(it.taskId(), it.failure());
      case EventBody.TimerFired it -> fired(it.timerId());
      case EventBody.EntityOperationCompleted it ->
        succeeded(entities.answered(it.requestId()), it.output());
      case EventBody.EntityOperationFailed it ->
        failed(entities.answered(it.requestId()), it.failure());
      case EventBody.EntityLockGranted it -> entities.granted(it.criticalSectionId());
      case EventBody.EventRaised it -> externalEvents.raise(event, it);
      case EventBody.TaskScheduled unused -> {} // Compared above, as all that was asked for.
      case EventBody.TimerCreated unused -> {}
      case EventBody.SubOrchestrationCreated unused -> {}
      case EventBody.EventSent unused -> {}
      case EventBody.EntityOperationSignaled unused -> {}
      case EventBody.EntityOperationCalled unused -> {}
      case EventBody.EntityLockRequested unused -> {}
      case EventBody.EntityUnlockSent unused -> {}
      case EventBody.ExecutionSuspended unused -> {} // The engine's affair, as all that follows.
      case EventBody.ExecutionResumed unused -> {}
      case EventBody.ExecutionRewound unused -> {}
      case EventBody.ExecutionTerminated unused -> {}
      case EventBody.ExecutionCompleted unused -> {}
    }
  }

  /// A result that nobody waits for, because it comes late or twice, changes nothing.
  private void succeeded(int taskId, @Nullable String result) {
    FunctionTask<?> task = functions.remove(taskId);
    if (task != null) {
      task.succeeded(result);
    }
  }

  private void failed(int taskId, FailureDetails failure) {
    FunctionTask<?> task = functions.remove(taskId);
    if (task != null) {
      task.failed(failure);
    }
  }

  private void fired(int timerId) {
    Runnable timer = timers.remove(timerId);
    if (timer != null) {
      timer.run();
    }
  }

  /// Goes on to the events of the turn.
  ///
  /// @return the difference if the past lacks something that was asked for, or null
  private @Nullable String leavePast() {
    String difference = rewound ? null : log.unconfirmed();
    if (difference == null) {
      log.answerUnconfirmed();
      replaying = false;
      events = request.turn();
      next = 0;
    }
    return difference;
  }

  private Unwinding diverged(String difference) {
    ending = new Ending.Diverged(difference);
    return Unwinding.signal();
  }
}
