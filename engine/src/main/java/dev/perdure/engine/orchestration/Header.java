package dev.perdure.engine.orchestration;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Origin;
import dev.perdure.engine.state.Progress;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationSpan;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An instance's row in the making. It is taken apart, so that a step that moves five counters does
/// not copy five records.
final class Header {
  private ExecutionKey execution;
  private FunctionRef function;
  private OrchestrationStatus status;
  private Origin origin;
  private Instant created;
  private @Nullable Instant completed;
  private @Nullable Instant scheduledStart;
  private @Nullable String customStatus;
  private List<Integer> failedTasks;
  private int rows;
  private int events;
  private long nextSequence;
  private long firstMail;
  private long nextMail;
  private Instant clock;
  private int attempts;
  private @Nullable OrchestrationSpan span;
  private boolean touched;

  Header(Orchestration from) {
    execution = from.execution();
    function = from.function();
    status = from.status();
    origin = from.origin();
    created = from.times().created();
    completed = from.times().completed();
    scheduledStart = from.times().scheduledStart();
    customStatus = from.customStatus();
    failedTasks = from.failedTasks();
    Progress progress = from.progress();
    rows = progress.rows();
    events = progress.events();
    nextSequence = progress.nextSequence();
    firstMail = progress.firstMail();
    nextMail = progress.nextMail();
    clock = progress.clock();
    attempts = progress.attempts();
    span = progress.span();
  }

  /// The row of a new instance. It counts on from the row it replaces, so that no key is used
  /// twice.
  Header(ExecutionKey execution, FunctionRef function, Origin origin, Instant created,
      @Nullable Header replaced) {
    this.execution = execution;
    this.function = function;
    this.origin = origin;
    this.created = created;
    status = OrchestrationStatus.PENDING;
    failedTasks = List.of();
    clock = Instant.EPOCH;
    if (replaced != null) {
      nextSequence = replaced.nextSequence;
      firstMail = replaced.nextMail;
      nextMail = replaced.nextMail;
    }
    touched = true;
  }

  Orchestration toOrchestration(Instant now) {
    return new Orchestration(execution, function, status,
        new InstanceTimes(created, now, completed, scheduledStart), origin,
        new Progress(rows, events, nextSequence, firstMail, nextMail, clock, attempts, span),
        customStatus, failedTasks);
  }

  boolean touched() {
    return touched;
  }

  ExecutionKey execution() {
    return execution;
  }

  FunctionRef function() {
    return function;
  }

  OrchestrationStatus status() {
    return status;
  }

  Origin origin() {
    return origin;
  }

  /// Whether the given execution is meant by those who speak of this one: its own id, or the one
  /// under which its parent started it.
  boolean answersTo(String executionId) {
    ParentInstance parent = origin.parent();
    return execution.executionId().equals(executionId)
        || (parent != null && ExecutionIds.ofChild(parent).equals(executionId));
  }

  /// Whether the instance is a sub-orchestration of that parent, in whichever of its executions.
  boolean isChildOf(ParentInstance other) {
    ParentInstance parent = origin.parent();
    return parent != null
        && parent.taskId() == other.taskId()
        && parent.execution().instanceId().equals(other.execution().instanceId());
  }

  /// Whether any turn of the instance has been committed, in this execution or one before.
  boolean begun() {
    return events > 0 || !clock.equals(Instant.EPOCH);
  }

  int events() {
    return events;
  }

  int attempts() {
    return attempts;
  }

  @Nullable
  OrchestrationSpan span() {
    return span;
  }

  Instant clock() {
    return clock;
  }

  List<Integer> failedTasks() {
    return failedTasks;
  }

  void status(OrchestrationStatus next) {
    status = next;
    touched = true;
  }

  void customStatus(@Nullable String next) {
    customStatus = next;
    touched = true;
  }

  void attempts(int next) {
    attempts = next;
    touched = true;
  }

  void span(OrchestrationSpan next) {
    span = next;
    touched = true;
  }

  void clock(Instant next) {
    clock = next;
    touched = true;
  }

  void scheduledStart(Instant next) {
    scheduledStart = next;
    touched = true;
  }

  /// Lets the instance be the sub-orchestration of another execution of its parent.
  void adopt(ParentInstance parent) {
    origin = new Origin(parent, origin.tags(), origin.trace());
    touched = true;
  }

  void end(OrchestrationStatus ending, Instant when, List<Integer> failures) {
    status = ending;
    completed = when;
    failedTasks = failures;
    touched = true;
  }

  /// Begins another execution of the same instance with an empty history.
  void renew(String executionId, @Nullable String version) {
    execution = new ExecutionKey(execution.instanceId(), executionId);
    function = version == null ? function : new FunctionRef(function.name(), version);
    status = OrchestrationStatus.RUNNING;
    completed = null;
    failedTasks = List.of();
    rows = 0;
    events = 0;
    attempts = 0;
    span = null;
    touched = true;
  }

  long nextSequence() {
    touched = true;
    return nextSequence++;
  }

  /// The number of the next mail to arrive.
  long nextMail() {
    return nextMail;
  }

  void nextMail(long number) {
    touched = true;
    nextMail = number;
  }

  /// Lets the mails before this number be gone.
  void firstMail(long number) {
    touched = true;
    firstMail = number;
  }

  /// Takes the number of the next history row, which holds the given count of events.
  int nextRow(int count) {
    touched = true;
    events += count;
    return rows++;
  }
}
