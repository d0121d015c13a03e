package dev.perdure.runtime.partition;

import dev.perdure.engine.Engine;
import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.orchestration.Moment;
import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.EntityChange;
import dev.perdure.engine.step.EntityStep;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.rows.Keys;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The entities of a partition: lets the engine decide their messages, and puts what comes of it
/// into the open batch. Used by the partition's loop alone.
final class EntityDecisions {
  private final EntityCache cache;
  private final Services services;
  private final Pipeline pipeline;
  private final Timers timers;
  private final EffectRouter effects;
  private final Consumer<Message.Sendable> send;

  /// @param send sends a message to an instance, wherever it is
  EntityDecisions(
      EntityCache cache, Services services, Pipeline pipeline, Timers timers,
      EffectRouter effects, Consumer<Message.Sendable> send) {
    this.cache = cache;
    this.services = services;
    this.pipeline = pipeline;
    this.timers = timers;
    this.effects = effects;
    this.send = send;
  }

  void decide(Message.ToEntity message, Moment moment, Consumer<Outcome> reply) {
    CachedEntity cached = cache.load(message.instanceId());
    EntityStep step = Engine.decide(cached.entity(), message, moment);
    for (EntityChange change : step.changes()) {
      apply(cached, change);
    }
    cache.weigh(cached);
    for (Effect effect : step.effects()) {
      effects.route(null, effect, reply);
    }
    if (message instanceof Message.TrySuspectEntity suspect && !tries(step)) {
      pipeline.afterwards(
          () -> services.neighbours()
              .suspectSettled(suspect.execution(), Message.TrySuspect.TURN));
    }
  }

  /// Whether a step gives a suspect its try. What it offers when it has quarantined the suspect is
  /// no try, and its answer settles nothing.
  private static boolean tries(EntityStep step) {
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.OfferBatch offer
          && offer.batch().token().attempt() > Limits.ATTEMPTS_BEFORE_SUSPICION) {
        return true;
      }
    }
    return false;
  }

  /// What the entity offers under a token, or null if it is not wanted any more.
  @Nullable
  WorkItem offered(WorkToken token, Moment moment) {
    CachedEntity cached = cache.load(token.execution().instanceId());
    WorkItem item = Engine.offered(cached.entity(), token, moment);
    cache.weigh(cached); // More of its queue may be in memory now.
    return item;
  }

  /// What fires an entity's timer, if the operation still waits.
  @Nullable
  Message fires(Keys.TimerKey due, Instant clock) {
    Delayed delayed = cache.load(due.instanceId()).entity().delayed(due.sequence());
    return delayed != null && !clock.isBefore(delayed.due())
        ? new Message.ReleaseDelayed(due.instanceId(), due.sequence())
        : null;
  }

  /// Writes the rows of entities that have changed. Called before each batch is sealed.
  void flush() {
    cache.flush(pipeline.draft(), pipeline.batch());
  }

  /// Leaves to the store what it shows by now.
  void tidy(long durableBatch) {
    cache.tidy(durableBatch);
  }

  private void apply(CachedEntity cached, EntityChange change) {
    long batch = pipeline.batch();
    cache.write(cached, change, pipeline.draft(), batch);
    Engine.evolve(cached.entity(), change);
    if (change instanceof EntityChange.MessageSent sent) {
      send.accept(sent.message());
    } else if (change instanceof EntityChange.OperationDelayed delayed) {
      timers.add(
          Keys.TimerKey.of(
              delayed.delayed().due(), cached.entity().instanceId(),
              delayed.delayed().sequence()),
          batch, pipeline.durableBatch());
    }
  }
}
