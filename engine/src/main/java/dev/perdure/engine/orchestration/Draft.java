package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.request.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The step in the making: the instance as it was, plus what the handler has changed so far.
/// Handlers read the state through the draft, so that each sees what those before it in the same
/// step did.
public final class Draft {
  private final Instance before;
  private final Moment moment;
  private final List<Change> changes = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final MailEdits mails;
  private @Nullable TaskEdits edits;
  private @Nullable Header header;
  private @Nullable TurnInFlight turn;

  /// A step that changes nothing yet.
  public Draft(Instance before, Moment moment) {
    this.before = before;
    this.moment = moment;
    this.mails = new MailEdits(before);
    this.header = before.orchestration() == null ? null : new Header(before.orchestration());
    this.turn = before.turn();
  }

  /// The finished step.
  public Step finish() {
    Header last = header;
    if (last != null && last.touched()) {
      changes.add(new Change.OrchestrationStored(last.toOrchestration(time())));
    }
    return new Step(changes, effects);
  }

  String instanceId() {
    return before.instanceId();
  }

  Instant now() {
    return moment.now();
  }

  /// Now, but never before the latest turn, which may have run a little ahead of the clock.
  Instant time() {
    return header == null ? moment.now() : later(moment.now(), header.clock());
  }

  long incarnation() {
    return moment.incarnation();
  }

  boolean absent() {
    return header == null;
  }

  /// The instance's row in the making.
  ///
  /// @throws IllegalStateException if there is no such instance
  Header header() {
    if (header == null) {
      throw new IllegalStateException(
          "Expected the instance " + before.instanceId() + " to exist, but it does not");
    }
    return header;
  }

  void header(@Nullable Header next) {
    header = next;
  }

  /// Whether the instance's present execution is the given one and has not ended.
  boolean runs(String executionId) {
    return header != null
        && !header.status().isTerminal()
        && header.execution().executionId().equals(executionId);
  }

  List<HistoryEvent> history() {
    return before.history();
  }

  void reply(Outcome outcome) {
    effects.add(new Effect.Reply(outcome));
  }

  void accept() {
    reply(new Outcome.Accepted(header().execution()));
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  void send(Message.Sendable message) {
    changes.add(new Change.MessageSent(message));
  }

  @Nullable
  TurnInFlight turn() {
    return turn;
  }

  void turn(@Nullable TurnInFlight next) {
    if (turn != null || next != null) {
      turn = next;
      changes.add(new Change.TurnChanged(next));
    }
  }

  void append(List<HistoryEvent> events) {
    Header row = header();
    changes.add(new Change.HistoryAppended(row.execution(), row.nextRow(events.size()), events));
  }

  void clearHistory(ExecutionKey execution) {
    changes.add(new Change.HistoryCleared(execution));
  }

  int mailCount() {
    return mails.count();
  }

  /// The first mails that wait, as this step leaves them.
  List<Mail> mails(int most) {
    return mails.first(most);
  }

  void addMail(EventBody body) {
    addMail(HistoryEvent.of(moment.now(), body));
  }

  /// Lets an event arrive. A suspension keeps the place behind it free for its resumption.
  void addMail(HistoryEvent event) {
    long number = header().nextMail();
    add(number, number + (event.body() instanceof EventBody.ExecutionSuspended ? 2 : 1), event);
  }

  /// Lets a resumption arrive, before all that its suspension has held.
  void addResumption(EventBody.ExecutionResumed resumed) {
    long next = header().nextMail();
    long number = mails.resumption(next);
    add(number, Math.max(next, number + 1), HistoryEvent.of(moment.now(), resumed));
  }

  private void add(long number, long next, HistoryEvent event) {
    Mail mail = Mail.of(number, event);
    mails.add(mail);
    header().nextMail(next);
    changes.add(new Change.MailAdded(mail));
  }

  /// Drops the oldest mails; those that this very step added may be among them.
  void removeMails(int count) {
    if (count > 0) {
      mails.remove(count);
      Header row = header();
      row.firstMail(mailCount() == 0 ? row.nextMail() : mails(1).get(0).number());
      changes.add(new Change.MailRemoved(count));
    }
  }

  @Nullable
  OpenTask task(long sequence) {
    return edits == null ? before.task(sequence) : edits.task(sequence);
  }

  OpenTask.@Nullable OpenTimer timer(int taskId) {
    return edits == null ? before.timer(taskId) : edits.timer(taskId);
  }

  /// The tasks that are open as this step leaves them.
  List<OpenTask> tasks() {
    return edits == null ? List.copyOf(before.tasks()) : edits.all();
  }

  /// The critical sections that are asked for or not left, as this step leaves them.
  Collection<OpenTask.OpenLock> locks() {
    return edits == null ? before.locks().values() : edits.locks();
  }

  void open(OpenTask task) {
    edit().open(task);
    changes.add(new Change.TaskOpened(header().execution(), task));
  }

  void close(OpenTask task) {
    edit().close(task);
    changes.add(new Change.TaskClosed(header().execution(), task));
  }

  private TaskEdits edit() {
    if (edits == null) {
      edits = new TaskEdits(before);
    }
    return edits;
  }

  /// Closes the timers, calls and sub-orchestrations that nobody will await any more, and gives up
  /// all locks. Activities stay: once scheduled, they run, whatever became of their orchestrator.
  void closeWaits() {
    for (OpenTask task : tasks()) {
      if (task instanceof OpenTask.OpenLock lock) {
        Locks.release(this, lock);
      }
      if (!(task instanceof OpenTask.OpenActivity)) {
        close(task);
      }
    }
  }

  /// Closes the activities and takes back those that no worker has begun.
  void dropActivities() {
    dropActivities(unused -> true);
  }

  /// Closes the activities of one execution and takes back those that no worker has begun.
  void dropActivities(ExecutionKey execution) {
    dropActivities(activity -> activity.executionId().equals(execution.executionId()));
  }

  private void dropActivities(Predicate<OpenTask.OpenActivity> which) {
    for (OpenTask task : tasks()) {
      if (task instanceof OpenTask.OpenActivity activity && which.test(activity)) {
        close(activity);
        effects.add(new Effect.Withdraw(Offers.token(this, activity), activity.sequence()));
      }
    }
  }

  static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }

  void removeInstance() {
    changes.add(new Change.OrchestrationRemoved(before.instanceId()));
    header = null;
  }
}
