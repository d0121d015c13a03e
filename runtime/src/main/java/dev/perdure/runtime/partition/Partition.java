package dev.perdure.runtime.partition;

import dev.perdure.engine.Engine;
import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Moment;
import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.step.Change;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.Step;
import dev.perdure.model.EntityId;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OutcomeRow;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.work.Dispatcher;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One opening of a partition: its memory, from the moment it is opened until it is closed or lost.
///
/// Design. All of this is used by the partition's loop alone; only [Pipeline] also hears from the
/// committer. The loop takes inputs and lets the engine decide each on the instance in memory. The
/// changes go into the open batch and into the instance at once, so that the next input sees them;
/// what would reveal them to anybody else (replies, activities, frames) waits in the batch until it
/// is durable. One thing runs ahead: a turn offered to a worker in this process. Its answer is the
/// next input, so that a result and the turn that it causes usually share a commit; for that the
/// loop holds the open batch back a moment while such turns are under way.
final class Partition {

  /// The most inputs that one run takes before it looks at its timers and its batch.
  private static final int INPUTS_PER_RUN = 512;

  /// By how many bytes one run lets the instances and entities in memory grow, about.
  private static final long BYTES_PER_RUN = 4L << 20;

  private final Services services;
  private final Pipeline pipeline;
  private final InstanceCache cache;
  private final EntityDecisions entities;
  private final Timers timers;
  private final Outbox outbox;
  private final Inbox inbox;
  private final RequestLog requests;
  private final EffectRouter effects;
  private final OfferedWork offered;
  private final OpenMemory.Share memory;
  private final Recovery recovery;
  private final int number;
  private final long incarnation;
  private final ArrayDeque<Message> toSelf = new ArrayDeque<>();
  private Instant clock = Instant.EPOCH;
  private long bytesBefore;

  Partition(int number, PartitionStore store, Services services, Runnable wake) {
    this.number = number;
    this.services = services;
    this.incarnation = services.env().newNumber();
    this.pipeline = new Pipeline(number, store.epoch(), services, wake);
    this.memory = services.memory().share(services.partitions());
    this.cache = new InstanceCache(
        store, services.instanceCache(), memory, new Telling(services.neighbours(), pipeline));
    this.timers = new Timers(store);
    this.outbox = new Outbox(number, services.partitions(), store);
    this.inbox = new Inbox(number, services.partitions(), store);
    this.requests = new RequestLog(store);
    this.recovery = new Recovery(store, services.env().nanos());
    this.effects = new EffectRouter(services, pipeline, recovery, requests);
    this.entities = new EntityDecisions(
        new EntityCache(store, services.instanceCache(), memory), services, pipeline, timers,
        effects, this::send);
    this.offered = new OfferedWork(cache, entities, incarnation);
    recovery.begin(pipeline.draft());
  }

  /// Takes what there is to take.
  ///
  /// @return after how many nanoseconds to run again if nothing arrives before
  long run(Queue<Input> inputs) {
    pipeline.runEffects();
    long durable = pipeline.durableBatch();
    requests.prune(durable);
    if (pipeline.full() || (memory.full() && !pipeline.settled())) {
      return LoopBody.UNTIL_WOKEN; // What becomes durable makes room.
    }
    bytesBefore = memory.bytes();
    Instant now = services.env().now();
    clock = later(now, clock);
    boolean recovering = recover();
    boolean moreInputs = !recovering && takeInputs(inputs);
    boolean moreTimers = !recovering && fireTimers();
    for (Frame frame : outbox.takeOverdue(services.env().nanos())) {
      services.neighbours().carry(frame);
    }
    cache.tidy(durable);
    entities.tidy(durable);
    long hold = seal(moreInputs);
    if (moreInputs || moreTimers || recovering) {
      return 0;
    }
    // From the time, not from the clock: that stands still until the time, set back, has caught up.
    return Math.min(
        hold, Math.min(timers.nanosUntilNext(now), outbox.nanosUntilOverdue()));
  }

  /// Hands everything that is open to the committer, with a note that the owner left in good order.
  void leave() {
    recovery.leave(pipeline.draft());
    outbox.deleteAcknowledged(pipeline.draft());
    entities.flush();
    pipeline.seal();
  }

  /// Why this memory is void, or null if it is not.
  @Nullable
  String lost() {
    return pipeline.lost();
  }

  /// Runs what has become durable, without taking anything new.
  ///
  /// @return whether nothing is in flight any more
  boolean settle() {
    pipeline.runEffects();
    return pipeline.settled();
  }

  /// Lets everything go that is not sealed: whoever waits for its answer is told so.
  void abandon(String reason) {
    memory.discard();
    pipeline.abandon(reason);
  }

  /// Recovers instances until none is left, or a batch's worth. Nothing else is taken before: a
  /// turn that a message makes due would be offered without its attempt being counted.
  ///
  /// @return whether there are more
  private boolean recover() {
    for (Message message = recovery.next(); message != null; message = recovery.next()) {
      decide(message, Dispatcher.NOBODY);
      if (recovery.pauses() || crowded()) {
        entities.flush();
        pipeline.seal();
        return recovery.pending();
      }
    }
    return false;
  }

  /// Whether so much has been changed or read from the store that a run should end.
  private boolean crowded() {
    return pipeline.crowded() || memory.bytes() - bytesBefore > BYTES_PER_RUN;
  }

  /// Takes inputs until there are none, or enough for one run.
  ///
  /// @return whether there may be more
  private boolean takeInputs(Queue<Input> inputs) {
    for (int taken = 0; taken < INPUTS_PER_RUN && !crowded(); taken++) {
      Input input = inputs.poll();
      if (input == null) {
        return false;
      }
      take(input);
    }
    return true;
  }

  private void take(Input input) {
    try {
      switch (input) {
        case Input.Command command -> command(command);
        case Input.Answer answer -> {
          decide(answer.message(), Dispatcher.NOBODY);
          pipeline.afterwards(answer.settled());
        }
        case Input.Arrival arrival -> arrive(arrival.frame());
        case Input.ReadHistory read -> {
          List<HistoryEvent> history = offered.history(read.token());
          read.reply().accept(history);
        }
        case Input.FetchWork fetch -> {
          WorkItem item = offered.item(fetch.token(), clock);
          fetch.reply().accept(item);
        }
        case Input.ForgetRequests forget -> {
          for (byte[] key : forget.keys()) {
            pipeline.draft().delete(key);
            pipeline.draft().delete(Keys.callAnswer(key));
          }
        }
        case Input.ForgetDelivered unused -> outbox.deleteAcknowledged(pipeline.draft());
      }
    } catch (RuntimeException | Error e) {
      input.refuse("the partition failed: " + e.getMessage());
      throw e;
    }
  }

  private void command(Input.Command command) {
    Message message = command.message();
    RequestName request = command.request();
    if (request == null) {
      decide(message, command.reply());
      return;
    }
    String instanceId = message.instanceId();
    Outcome answered = requests.answer(instanceId, request);
    if (answered != null) {
      // The first answer may not be durable yet: this one follows it through the same batch.
      pipeline.replyAfterwards(command.reply(), answered);
      return;
    }
    decide(
        message,
        new EffectRouter.RememberingReply(
            command.reply(),
            outcome -> requests.remember(
                instanceId, request, new OutcomeRow(outcome, clock, request.digest()),
                pipeline.draft(), pipeline.batch())));
  }

  private void arrive(Frame frame) {
    switch (frame) {
      case Frame.Messages messages -> arrive(messages);
      case Frame.Acknowledgement acknowledgement ->
        outbox.acknowledge(acknowledgement.from(), acknowledgement.upTo());
    }
  }

  /// A frame that was sent again holds whatever has piled up, and may fill many batches.
  private void arrive(Frame.Messages frame) {
    int taken = 0;
    for (Message.Sendable message : inbox.next(frame)) {
      decide(message, Dispatcher.NOBODY);
      taken++;
      if (pipeline.crowded()) {
        inbox.took(frame.from(), taken, pipeline.draft());
        taken = 0;
        seal(true);
      }
    }
    inbox.took(frame.from(), taken, pipeline.draft());
  }

  /// Fires the timers that are due, or as many as one run may.
  ///
  /// @return whether there may be more
  private boolean fireTimers() {
    for (int fired = 0; fired < INPUTS_PER_RUN && !crowded(); fired++) {
      Keys.TimerKey due = timers.pollDue(clock);
      if (due == null) {
        return false;
      }
      Message message = EntityId.isEntity(due.instanceId())
          ? entities.fires(due, clock)
          : timer(due);
      if (message != null) {
        decide(message, Dispatcher.NOBODY);
      }
    }
    return true;
  }

  /// What fires the timer, if it is open. After a purge the number may be another timer's, which is
  /// not due yet.
  private @Nullable Message timer(Keys.TimerKey due) {
    Instance instance = cache.load(due.instanceId()).instance();
    Orchestration orchestration = instance.orchestration();
    return orchestration != null
        && instance.task(due.sequence()) instanceof OpenTask.OpenTimer timer
        && !clock.isBefore(timer.fireAt())
            ? new Message.FireTimer(orchestration.execution(), due.sequence())
            : null;
  }

  /// Decides a message, and then those that it sends to instances of this same partition: they are
  /// part of the same batch.
  private void decide(Message message, Consumer<Outcome> reply) {
    decideOne(message, reply);
    for (Message next = toSelf.poll(); next != null; next = toSelf.poll()) {
      decideOne(next, Dispatcher.NOBODY);
    }
  }

  private void decideOne(Message message, Consumer<Outcome> reply) {
    if (message instanceof Message.ToEntity toEntity) {
      entities.decide(toEntity, new Moment(clock, incarnation), reply);
      return;
    }
    CachedInstance cached = cache.load(message.instanceId());
    Step step = Engine.decide(cached.instance(), message, new Moment(clock, incarnation));
    for (Change change : step.changes()) {
      apply(cached, change);
    }
    for (Effect effect : step.effects()) {
      effects.route(cached, effect, reply);
    }
    if (message instanceof Message.TrySuspect suspect && !tries(step, suspect.sequence())) {
      ExecutionKey execution = suspect.execution();
      pipeline.afterwards(
          () -> services.neighbours().suspectSettled(execution, suspect.sequence()));
    }
  }

  /// Whether a step gives the suspect its try.
  private static boolean tries(Step step, long sequence) {
    for (Effect effect : step.effects()) {
      boolean offered = sequence == Message.TrySuspect.TURN
          ? effect instanceof Effect.OfferTurn
          : effect instanceof Effect.OfferActivity offer
              && offer.activity().token().sequence() == sequence;
      if (offered) {
        return true;
      }
    }
    return false;
  }

  private void apply(CachedInstance cached, Change change) {
    long batch = pipeline.batch();
    ChangeWriter.write(cached, change, pipeline.draft());
    if (change instanceof Change.TurnChanged) {
      pipeline.turnChanged(cached);
    } else {
      cached.changedIn(batch);
    }
    Engine.evolve(cached.instance(), change);
    cache.weigh(cached);
    if (change instanceof Change.MessageSent sent) {
      send(sent.message());
    } else if (change instanceof Change.HistoryAppended appended) {
      cache.rowAppended(
          cached,
          new CachedInstance.RecentRow(
              batch, appended.execution(), appended.row(), appended.events()));
    } else if (change instanceof Change.TaskOpened opened
        && opened.task() instanceof OpenTask.OpenTimer timer) {
      timers.add(cached.instance().instanceId(), timer, batch, pipeline.durableBatch());
    } else if (change instanceof Change.TaskClosed closed
        && closed.task() instanceof OpenTask.OpenTimer timer) {
      timers.remove(cached.instance().instanceId(), timer);
    }
  }

  private void send(Message.Sendable message) {
    int destination = services.neighbours().partitionOf(message.instanceId());
    if (destination == number) {
      toSelf.add(message);
    } else {
      outbox.add(destination, message, pipeline.draft());
    }
  }

  /// Seals the open batch unless it should still wait for turns under way.
  ///
  /// @return how long it will wait at most, in nanoseconds
  private long seal(boolean full) {
    entities.flush();
    long hold = full ? 0 : pipeline.holdNanos(inbox.owesAcknowledgements());
    if (hold > 0) {
      return hold;
    }
    if (!pipeline.draft().isEmpty()) {
      outbox.deleteAcknowledged(pipeline.draft());
    }
    for (Frame frame : outbox.takeNew()) {
      pipeline.afterwards(
          () -> {
            outbox.leaves(frame, services.env().nanos());
            services.neighbours().carry(frame);
          });
    }
    for (Frame frame : inbox.takeAcknowledgements()) {
      pipeline.afterwards(() -> services.neighbours().carry(frame));
    }
    pipeline.seal();
    return LoopBody.UNTIL_WOKEN;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }
}
