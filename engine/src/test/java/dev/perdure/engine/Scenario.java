package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.orchestration.Moment;
import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One instance, its stored history, a virtual clock and a worker that answers as it is told. Each
/// message is decided twice, which must give equal steps, and is then applied; the [Invariants]
/// hold after it.
final class Scenario {
  static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

  private final Map<ExecutionKey, List<HistoryEvent>> histories = new HashMap<>();
  private final Queue<Message.Sendable> outbox = new ArrayDeque<>();
  private final Instance instance;
  private Instant now = BEGIN;
  private long incarnation = 1;
  private Step last = new Step(List.of(), List.of());

  Scenario(String instanceId) {
    instance = new Instance(instanceId, this::history);
  }

  /// What has happened before.
  Scenario given(Message... messages) {
    for (Message message : messages) {
      when(message);
    }
    return this;
  }

  /// Decides a message and applies what comes out.
  Step when(Message message) {
    Moment moment = new Moment(now, incarnation);
    last = Engine.decide(instance, message, moment);
    assertThat(Engine.decide(instance, message, moment)).isEqualTo(last);
    for (Change change : last.changes()) {
      store(change);
      Engine.evolve(instance, change);
    }
    checkOffers(moment);
    Invariants.check(this);
    return last;
  }

  /// What has just been offered is found under its token, as it was offered.
  private void checkOffers(Moment moment) {
    for (Effect effect : last.effects()) {
      if (effect instanceof Effect.OfferTurn offer) {
        assertThat(Engine.offered(instance, offer.turn().token(), moment))
            .isEqualTo(offer.turn());
      } else if (effect instanceof Effect.OfferActivity offer) {
        assertThat(Engine.offered(instance, offer.activity().token(), moment))
            .isEqualTo(offer.activity());
      }
    }
  }

  private void store(Change change) {
    if (change instanceof Change.HistoryAppended appended) {
      histories.computeIfAbsent(appended.execution(), unused -> new ArrayList<>())
          .addAll(appended.events());
    } else if (change instanceof Change.HistoryCleared cleared) {
      histories.remove(cleared.execution());
    } else if (change instanceof Change.MessageSent sent) {
      outbox.add(sent.message());
    }
  }

  Scenario later(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  /// The partition is opened again: what lives in memory alone is gone.
  Step reopen(boolean unclean) {
    incarnation++;
    instance.turn(null);
    return when(new Message.Recover(instance.instanceId(), unclean, 0));
  }

  /// The worker answers the turn in flight.
  Step answer(Action... actions) {
    return answer(new TurnResult(Arrays.asList(actions), null, TurnResult.ALL));
  }

  Step answer(TurnResult result) {
    return when(
        new Message.CompleteTurn(execution(), turn().sequence(), incarnation, result));
  }

  Step abandonTurn() {
    return when(new Message.AbandonTurn(execution(), turn().sequence(), incarnation, 0));
  }

  Step turnsWorkerLeaves() {
    return when(new Message.AbandonTurn(execution(), turn().sequence(), incarnation, 1));
  }

  /// The worker answers the activity that is open under an action's id.
  Step succeed(int taskId, @Nullable String result) {
    return outcome(taskId, new TaskOutcome.Succeeded(result));
  }

  Step fail(int taskId, String errorType) {
    return outcome(
        taskId, new TaskOutcome.Failed(FailureDetails.of(errorType, "Went wrong")));
  }

  private Step outcome(int taskId, TaskOutcome outcome) {
    OpenTask.OpenActivity open = activity(taskId);
    return when(
        new Message.CompleteActivity(
            new ExecutionKey(instance.instanceId(), open.executionId()), open.sequence(),
            open.attempt(), outcome));
  }

  /// Lets the time of an open timer come, and the timer fire.
  Step fire(int timerId) {
    OpenTask.OpenTimer timer = Objects.requireNonNull(instance.timer(timerId));
    now = now.isBefore(timer.fireAt()) ? timer.fireAt() : now;
    return when(new Message.FireTimer(execution(), timer.sequence()));
  }

  /// The parent hears of the child that is open under an action's id.
  Step childEnds(int taskId, TaskOutcome outcome) {
    OpenTask.OpenChild open = child(taskId);
    return when(
        new Message.CompleteChild(
            instance.instanceId(), execution().executionId(), open.sequence(),
            open.child().executionId(), outcome));
  }

  OpenTask.OpenActivity activity(int taskId) {
    return open(OpenTask.OpenActivity.class, taskId);
  }

  OpenTask.OpenChild child(int taskId) {
    return open(OpenTask.OpenChild.class, taskId);
  }

  private <T extends OpenTask> T open(Class<T> kind, int taskId) {
    List<T> found = instance.tasks().stream()
        .filter(kind::isInstance).map(kind::cast)
        .filter(task -> task.taskId() == taskId)
        .toList();
    assertThat(found).as("%s with the id %d", kind.getSimpleName(), taskId).isNotEmpty();
    return found.get(found.size() - 1);
  }

  Instance instance() {
    return instance;
  }

  Instant now() {
    return now;
  }

  long incarnation() {
    return incarnation;
  }

  Orchestration row() {
    return Objects.requireNonNull(instance.orchestration(), "the instance's row");
  }

  OrchestrationStatus status() {
    return row().status();
  }

  ExecutionKey execution() {
    return row().execution();
  }

  TurnInFlight turn() {
    return Objects.requireNonNull(instance.turn(), "a turn in flight");
  }

  /// The events that the turn in flight was offered with.
  List<HistoryEvent> turnEvents() {
    WorkToken token = new WorkToken(
        execution(), turn().sequence(), incarnation, row().progress().attempts() + 1);
    WorkItem offered = Engine.offered(instance, token, new Moment(now, incarnation));
    return ((WorkItem.Turn) Objects.requireNonNull(offered)).newEvents();
  }

  /// Whether a turn is due that has met too many unclean ends to run beside others.
  boolean suspect() {
    return row().progress().attempts() >= Limits.ATTEMPTS_BEFORE_SUSPICION;
  }

  /// The events of the turn in flight, in words.
  List<String> offered() {
    return Words.of(turnEvents());
  }

  /// All mail, in words.
  List<String> mail() {
    return Words.of(
        instance.mails(Integer.MAX_VALUE).stream().map(Mail::event).toList());
  }

  List<HistoryEvent> history() {
    return instance.orchestration() == null
        ? List.of()
        : histories.getOrDefault(execution(), List.of());
  }

  /// The present execution's history, in words.
  List<String> story() {
    return Words.of(history());
  }

  /// How many histories are stored, old ones included.
  int histories() {
    return histories.size();
  }

  /// The messages that have left since this was asked last.
  List<Message.Sendable> sent() {
    List<Message.Sendable> sent = List.copyOf(outbox);
    outbox.clear();
    return sent;
  }

  /// The effects of the last step that are of one kind.
  <T extends Effect> List<T> effects(Class<T> kind) {
    return last.effects().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// The one effect of this kind of the last step.
  <T extends Effect> T effect(Class<T> kind) {
    assertThat(effects(kind)).as("effects %s", kind.getSimpleName()).hasSize(1);
    return effects(kind).get(0);
  }

  /// What the last step answered.
  Outcome reply() {
    return effect(Effect.Reply.class).outcome();
  }
}
