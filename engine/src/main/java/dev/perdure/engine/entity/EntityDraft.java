package dev.perdure.engine.entity;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.ExecutionIds;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.orchestration.Moment;
import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.state.Entity;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.EntityChange;
import dev.perdure.engine.step.EntityStep;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.request.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The step of an entity in the making: the entity as it was, plus what the handler has changed so
/// far. An entity of which nothing is left at the end of a step vanishes with it.
public final class EntityDraft {
  private final Entity before;
  private final Moment moment;
  private final List<EntityChange> changes = new ArrayList<>(4);
  private final List<Effect> effects = new ArrayList<>(2);
  private final LaneDraft queue;
  private final LaneDraft owned;
  private boolean touched;
  private ExecutionKey execution;
  private Instant lastModified;
  private @Nullable String state;
  private @Nullable EntityLock lock;
  private @Nullable BatchInFlight batch;
  private long nextSequence;
  private int delayed;
  private int attempts;
  private int suspects;
  private int mostPerBatch;

  /// A step that changes nothing yet.
  public EntityDraft(Entity before, Moment moment) {
    this.before = before;
    this.moment = moment;
    this.state = before.state();
    this.batch = before.batch();
    this.mostPerBatch = Math.min(Limits.MAX_OPERATIONS_PER_BATCH, before.mostPerBatch());
    EntityHeader header = before.header();
    if (header == null) {
      nextSequence = Math.max(before.nextSequence(), micros(moment.now()));
      execution = new ExecutionKey(before.instanceId(), nameOfLife());
      lastModified = moment.now();
      queue = new LaneDraft(before.lane(Lane.QUEUE), EntityProgress.Span.NONE);
      owned = new LaneDraft(before.lane(Lane.OWNED), EntityProgress.Span.NONE);
    } else {
      EntityProgress progress = header.progress();
      nextSequence = progress.nextSequence();
      execution = header.execution();
      lastModified = header.lastModified();
      lock = header.lock();
      delayed = progress.delayed();
      attempts = progress.attempts();
      suspects = progress.suspects();
      queue = new LaneDraft(before.lane(Lane.QUEUE), progress.queue());
      owned = new LaneDraft(before.lane(Lane.OWNED), progress.owned());
    }
  }

  /// No other life of the entity has this name, even if the clock shows the same time twice: the
  /// partition's memory counts on, and another memory has another incarnation.
  private String nameOfLife() {
    return ExecutionIds.derive(
        ExecutionIds.derive(before.instanceId(), moment.incarnation()), nextSequence);
  }

  /// The finished step.
  public EntityStep finish() {
    if (touched && isEmpty()) {
      changes.add(new EntityChange.EntityRemoved(before.instanceId()));
    } else if (touched) {
      changes.add(new EntityChange.HeaderStored(header()));
    }
    return new EntityStep(changes, effects);
  }

  private EntityHeader header() {
    return new EntityHeader(
        execution, lastModified, state != null, lock,
        new EntityProgress(
            nextSequence, queue.numbers(), owned.numbers(), delayed, attempts, suspects));
  }

  /// Lets the rows of an entity go of which nothing is left.
  ///
  /// @return whether there was such a row
  boolean removeIfEmpty() {
    touched |= before.header() != null && isEmpty();
    return touched;
  }

  /// Whether there was anything of the entity before this step.
  boolean isPresent() {
    return before.header() != null;
  }

  /// Whether messages wait, now or for their time.
  boolean hasMessages() {
    return delayed > 0 || queue.size() > 0 || owned.size() > 0;
  }

  private boolean isEmpty() {
    return state == null && lock == null && batch == null && delayed == 0
        && queue.size() == 0 && owned.size() == 0;
  }

  String instanceId() {
    return before.instanceId();
  }

  Instant now() {
    return moment.now();
  }

  long incarnation() {
    return moment.incarnation();
  }

  ExecutionKey execution() {
    return execution;
  }

  @Nullable
  String state() {
    return state;
  }

  /// Lets the state be this. One that is as it was leaves no row.
  void state(@Nullable String next) {
    if (!Objects.equals(state, next)) {
      state = next;
      touched = true;
      changes.add(new EntityChange.StateStored(next));
    }
  }

  @Nullable
  EntityLock lock() {
    return lock;
  }

  void lock(@Nullable EntityLock next) {
    lock = next;
    touched = true;
  }

  @Nullable
  BatchInFlight batch() {
    return batch;
  }

  void batch(@Nullable BatchInFlight next) {
    if (batch != null || next != null) {
      batch = next;
      changes.add(new EntityChange.BatchChanged(next));
    }
  }

  void modified() {
    lastModified = moment.now();
    touched = true;
  }

  /// The most operations that the next batch may have.
  int mostPerBatch() {
    return mostPerBatch;
  }

  void mostPerBatch(int next) {
    if (mostPerBatch != next) {
      mostPerBatch = next;
      changes.add(new EntityChange.BatchesLimited(next));
    }
  }

  int attempts() {
    return attempts;
  }

  void attempts(int next) {
    touched |= attempts != next;
    attempts = next;
  }

  int suspects() {
    return suspects;
  }

  void suspects(int next) {
    touched |= suspects != next;
    suspects = next;
  }

  long nextSequence() {
    touched = true;
    return nextSequence++;
  }

  long size(Lane lane) {
    return draft(lane).size();
  }

  /// The first that wait in a queue: as many as asked for, or fewer if they are large, but one at
  /// least if there is one.
  List<Mail> first(Lane lane, int most) {
    return draft(lane).first(most);
  }

  void add(Lane lane, EventBody body) {
    add(lane, HistoryEvent.of(moment.now(), body));
  }

  void add(Lane lane, HistoryEvent event) {
    Mail operation = Mail.of(draft(lane).nextNumber(), event);
    draft(lane).add(operation);
    touched = true;
    changes.add(new EntityChange.OperationAdded(lane, operation));
  }

  /// Drops the oldest of a queue.
  void remove(Lane lane, List<Mail> operations) {
    if (!operations.isEmpty()) {
      draft(lane).remove(operations.size());
      touched = true;
      changes.add(new EntityChange.OperationsRemoved(lane, List.copyOf(operations)));
    }
  }

  /// The operation that waits for its time under a number.
  @Nullable
  Delayed delayed(long sequence) {
    return before.delayed(sequence);
  }

  /// Some of those that wait for their time.
  List<Delayed> someDelayed(int most) {
    return delayed == 0 ? List.of() : before.someDelayed(most);
  }

  void delay(Instant due, EventBody body) {
    delayed++;
    changes.add(
        new EntityChange.OperationDelayed(
            new Delayed(nextSequence(), due, HistoryEvent.of(moment.now(), body))));
  }

  void release(Delayed operation) {
    delayed--;
    touched = true;
    changes.add(new EntityChange.DelayedRemoved(operation));
  }

  void send(Message.Sendable message) {
    changes.add(new EntityChange.MessageSent(message));
  }

  void accept() {
    effects.add(new Effect.Reply(new Outcome.Accepted(execution)));
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  private LaneDraft draft(Lane lane) {
    return switch (lane) {
      case QUEUE -> queue;
      case OWNED -> owned;
    };
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
