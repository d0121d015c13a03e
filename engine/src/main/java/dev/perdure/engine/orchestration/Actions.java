package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Payload;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.Identifiers;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.json.EntityJson;
import dev.perdure.model.request.ReusePolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns each action of a committed turn into its history event, its open task and its message.
final class Actions {

  /// The error type of a call whose name or id no instance could have.
  static final String INVALID_CALL = "dev.perdure.InvalidCall";

  private Actions() {}

  /// Applies an action. Beside a continue-as-new nothing is scheduled any more, since its result
  /// could not be delivered; what leaves the instance still leaves.
  static void apply(
      Draft draft, Action action, @Nullable Action ending, List<HistoryEvent> row) {
    boolean waits = !(ending instanceof Action.ContinueAsNew);
    switch (action) {
      case Action.ScheduleTask schedule when waits -> scheduleTask(draft, schedule, row);
      case Action.ScheduleTask unused -> {}
      case Action.CreateTimer create when waits -> createTimer(draft, create, row);
      case Action.CreateTimer unused -> {}
      case Action.CancelTimer cancel -> cancelTimer(draft, cancel);
      case Action.CreateSubOrchestration create -> createChild(draft, create, row);
      case Action.SendEvent send -> sendEvent(draft, send, waits, row);
      case Action.TerminateOrchestration end -> terminate(draft, end);
      case Action.SignalEntity signal -> askEntity(draft, signal, signal.signal(), row);
      case Action.CallEntity call -> askEntity(draft, call, call.call(), row);
      case Action.LockEntities lock when waits -> askEntity(draft, lock, lock.request(), row);
      case Action.LockEntities unused -> {}
      case Action.UnlockEntity unlock -> askEntity(draft, unlock, unlock.unlock(), row);
      case Action.CompleteOrchestration unused -> {}
      case Action.ContinueAsNew unused -> {}
    }
  }

  private static void scheduleTask(
      Draft draft, Action.ScheduleTask action, List<HistoryEvent> row) {
    row.add(
        event(draft, action,
            new EventBody.TaskScheduled(
                action.function(), action.input(), action.trace(), action.tags())));
    String problem = Identifiers.nameProblem("activity name", action.function().name());
    if (problem != null) {
      draft.addMail(
          new EventBody.TaskFailed(
              action.id(), FailureDetails.nonRetriable(INVALID_CALL, problem)));
      return;
    }
    Header header = draft.header();
    OpenTask.OpenActivity activity = new OpenTask.OpenActivity(
        header.nextSequence(), action.id(), header.execution().executionId(),
        action.function(), Payload.of(action.input()), action.tags(), action.trace(), 1);
    draft.open(activity);
    Offers.offer(draft, activity, Duration.ZERO);
  }

  private static void createTimer(
      Draft draft, Action.CreateTimer action, List<HistoryEvent> row) {
    row.add(event(draft, action, new EventBody.TimerCreated(action.fireAt())));
    draft.open(
        new OpenTask.OpenTimer(draft.header().nextSequence(), action.id(), action.fireAt()));
  }

  private static void cancelTimer(Draft draft, Action.CancelTimer action) {
    OpenTask.OpenTimer timer = draft.timer(action.timerId());
    if (timer != null) {
      draft.close(timer);
    }
  }

  private static void createChild(
      Draft draft, Action.CreateSubOrchestration action, List<HistoryEvent> row) {
    Header header = draft.header();
    long sequence = header.nextSequence();
    String childId = action.instanceId();
    if (childId.isEmpty()) {
      childId = ExecutionIds.derive(
          ExecutionIds.derive(header.execution().executionId(), sequence), sequence);
    }
    EventBody.SubOrchestrationCreated created = new EventBody.SubOrchestrationCreated(
        childId, action.function(), action.input(), action.trace(), action.tags());
    row.add(event(draft, action, created));
    Message.StartOrchestration start = startOfChild(header, action.id(), sequence, created);
    String problem = problem(start);
    if (problem != null) {
      draft.addMail(
          new EventBody.SubOrchestrationFailed(
              action.id(), FailureDetails.nonRetriable(INVALID_CALL, problem)));
      return;
    }
    draft.open(new OpenTask.OpenChild(sequence, action.id(), start.execution()));
    draft.send(start);
  }

  /// The message that starts a sub-orchestration.
  ///
  /// @param sequence the parent's number for this dispatch
  static Message.StartOrchestration startOfChild(
      Header header, int taskId, long sequence, EventBody.SubOrchestrationCreated created) {
    ParentInstance parent = new ParentInstance(
        header.execution(), header.function(), taskId, sequence);
    Map<String, String> tags = new HashMap<>(header.origin().tags());
    tags.putAll(created.tags());
    return new Message.StartOrchestration(
        new ExecutionKey(created.instanceId(), ExecutionIds.ofChild(parent)), created.function(),
        created.input(), null, tags, created.trace(), parent, ReusePolicy.REPLACE_ENDED);
  }

  private static @Nullable String problem(Message.StartOrchestration start) {
    String problem = Identifiers.instanceIdProblem(start.instanceId());
    if (problem == null) {
      problem = Identifiers.nameProblem("orchestrator name", start.function().name());
    }
    if (problem == null) {
      problem = Identifiers.versionProblem(start.function().version());
    }
    return problem == null ? Identifiers.tagsProblem(start.tags()) : problem;
  }

  private static void askEntity(
      Draft draft, Action action, EventBody request, List<HistoryEvent> row) {
    row.add(event(draft, action, request));
    EntityActions.ask(draft, action.id(), request, false);
  }

  /// Sends an event. One that is a message to an entity in the older form is recorded as it was
  /// sent, for its orchestrator to find, and does what it means.
  private static void sendEvent(
      Draft draft, Action.SendEvent action, boolean waits, List<HistoryEvent> row) {
    EventBody.EventSent sent = new EventBody.EventSent(
        action.instanceId(), action.name(), action.input());
    row.add(event(draft, action, sent));
    EventBody meant = EntityJson.meant(sent);
    if (waits || !(meant instanceof EventBody.EntityLockRequested)) {
      EntityActions.ask(draft, action.id(), meant, true);
    }
    // No instance can have such an id, so that nobody is there to receive the event.
    if (Identifiers.instanceIdProblem(action.instanceId()) == null) {
      draft.send(new Message.RaiseEvent(action.instanceId(), action.name(), action.input()));
    }
  }

  private static void terminate(Draft draft, Action.TerminateOrchestration action) {
    if (Identifiers.instanceIdProblem(action.instanceId()) == null) {
      draft.send(
          new Message.TerminateOrchestration(
              action.instanceId(), null, action.output(), action.recursive()));
    }
  }

  static HistoryEvent event(Draft draft, Action action, EventBody body) {
    return new HistoryEvent(action.id(), draft.time(), body);
  }
}
