package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Moment;
import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.state.Entity;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OperationQueue;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.EntityChange;
import dev.perdure.engine.step.EntityStep;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityAction;
import dev.perdure.model.work.EntityBatchResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One entity, its stored queues, a virtual clock and a worker that answers as it is told. Each
/// message is decided twice, which must give equal steps, and is then applied.
final class EntityScenario {
  private final Map<Lane, NavigableMap<Long, Mail>> stored = Map.of(
      Lane.QUEUE, new TreeMap<>(), Lane.OWNED, new TreeMap<>());
  private final Map<Long, Delayed> delayed = new LinkedHashMap<>();
  private final Queue<Message.Sendable> outbox = new ArrayDeque<>();
  private final String instanceId;
  private Entity entity;
  private Instant now = Scenario.BEGIN;
  private long incarnation = 1;
  private EntityStep last = new EntityStep(List.of(), List.of());

  EntityScenario(String instanceId) {
    this.instanceId = instanceId;
    this.entity = new Entity(instanceId, rest(Lane.QUEUE), rest(Lane.OWNED), delayedRest());
  }

  private OperationQueue.Rest rest(Lane lane) {
    return (from, most, bytes) -> {
      List<Mail> read = new ArrayList<>();
      long size = 0;
      for (Mail mail : stored(lane).tailMap(from).values()) {
        if (read.size() == most || (size >= bytes && !read.isEmpty())) {
          break;
        }
        read.add(mail);
        size += OperationQueue.size(mail);
      }
      return read;
    };
  }

  private Entity.DelayedRest delayedRest() {
    return new Entity.DelayedRest() {
      @Override
      public @Nullable Delayed read(long sequence) {
        return delayed.get(sequence);
      }

      @Override
      public List<Delayed> some(int most) {
        return delayed.values().stream().limit(most).toList();
      }
    };
  }

  private NavigableMap<Long, Mail> stored(Lane lane) {
    return Objects.requireNonNull(stored.get(lane));
  }

  /// What has happened before.
  EntityScenario given(Message.ToEntity... messages) {
    for (Message.ToEntity message : messages) {
      when(message);
    }
    return this;
  }

  /// Decides a message and applies what comes out.
  EntityStep when(Message.ToEntity message) {
    Moment moment = new Moment(now, incarnation);
    last = Engine.decide(entity, message, moment);
    assertThat(Engine.decide(entity, message, moment)).isEqualTo(last);
    for (EntityChange change : last.changes()) {
      store(change);
      Engine.evolve(entity, change);
    }
    for (Effect effect : last.effects()) {
      if (effect instanceof Effect.OfferBatch offer) {
        assertThat(Engine.offered(entity, offer.batch().token(), moment))
            .isEqualTo(offer.batch());
      }
    }
    check();
    return last;
  }

  private void store(EntityChange change) {
    if (change instanceof EntityChange.OperationAdded added) {
      stored(added.lane()).put(added.operation().number(), added.operation());
    } else if (change instanceof EntityChange.OperationsRemoved removed) {
      removed.operations().forEach(mail -> stored(removed.lane()).remove(mail.number()));
    } else if (change instanceof EntityChange.OperationDelayed later) {
      delayed.put(later.delayed().sequence(), later.delayed());
    } else if (change instanceof EntityChange.DelayedRemoved removed) {
      delayed.remove(removed.delayed().sequence());
    } else if (change instanceof EntityChange.MessageSent sent) {
      outbox.add(sent.message());
    }
  }

  /// What holds after every step.
  private void check() {
    EntityHeader header = entity.header();
    if (header == null) {
      assertThat(stored(Lane.QUEUE)).isEmpty();
      assertThat(stored(Lane.OWNED)).isEmpty();
      assertThat(delayed).isEmpty();
      assertThat(entity.state()).isNull();
      assertThat(entity.batch()).isNull();
      return;
    }
    assertThat(header.progress().queue().size()).isEqualTo(stored(Lane.QUEUE).size())
        .isEqualTo(entity.lane(Lane.QUEUE).size());
    assertThat(header.progress().owned().size()).isEqualTo(stored(Lane.OWNED).size());
    assertThat(header.progress().delayed()).isEqualTo(delayed.size());
    assertThat(header.exists()).isEqualTo(entity.state() != null);
    boolean due = header.progress().owned().size() > 0
        || (header.lock() == null && header.progress().queue().size() > 0);
    assertThat(due && entity.batch() == null && header.progress().attempts() < 3)
        .as("operations are due and none is offered").isFalse();
  }

  EntityScenario later(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  /// The partition is opened again: what lives in memory alone is gone.
  EntityStep reopen(boolean unclean) {
    incarnation++;
    Entity old = entity;
    entity = new Entity(instanceId, rest(Lane.QUEUE), rest(Lane.OWNED), delayedRest());
    EntityHeader header = old.header();
    if (header != null) {
      entity.put(header);
      entity.state(old.state());
      entity.lane(Lane.QUEUE).restore(header.progress().queue());
      entity.lane(Lane.OWNED).restore(header.progress().owned());
    }
    return when(new Message.RecoverEntity(instanceId, unclean));
  }

  /// The worker performs everything that it was offered, each operation with its name as the
  /// result, and leaves the entity in a state.
  EntityStep perform(@Nullable String state, EntityAction... actions) {
    List<TaskOutcome> results = new ArrayList<>();
    for (String operation : offered()) {
      results.add(new TaskOutcome.Succeeded(operation));
    }
    return answer(new EntityBatchResult(results, List.of(actions), state, null));
  }

  EntityStep answer(EntityBatchResult result) {
    return when(
        new Message.CompleteBatch(
            header().execution(), batch().sequence(), incarnation, result));
  }

  EntityStep abandon() {
    return when(
        new Message.AbandonBatch(header().execution(), batch().sequence(), incarnation, 0));
  }

  EntityStep workerLeaves() {
    return when(
        new Message.AbandonBatch(header().execution(), batch().sequence(), incarnation, 1));
  }

  EntityStep trySuspect() {
    return when(new Message.TrySuspectEntity(header().execution()));
  }

  /// Lets the time of the delayed operations come, one after the other.
  EntityScenario releaseDelayed() {
    for (Delayed due : List.copyOf(delayed.values())) {
      now = now.isBefore(due.due()) ? due.due() : now;
      when(new Message.ReleaseDelayed(instanceId, due.sequence()));
    }
    return this;
  }

  /// The names of the operations in flight.
  List<String> offered() {
    BatchInFlight batch = entity.batch();
    return batch == null
        ? List.of()
        : entity.lane(batch.lane()).first(0, batch.count()).stream()
            .map(mail -> name(mail.event())).toList();
  }

  private static String name(HistoryEvent event) {
    return switch (event.body()) {
      case EventBody.EntityOperationSignaled signal -> signal.operation();
      case EventBody.EntityOperationCalled call -> call.operation();
      default -> throw new AssertionError("Expected an operation, but got " + event);
    };
  }

  BatchInFlight batch() {
    return Objects.requireNonNull(entity.batch(), "a batch in flight");
  }

  EntityHeader header() {
    return Objects.requireNonNull(entity.header(), "the entity's row");
  }

  Entity entity() {
    return entity;
  }

  Instant now() {
    return now;
  }

  /// Who holds the lock.
  @Nullable
  String lockedBy() {
    EntityHeader header = entity.header();
    return header == null || header.lock() == null
        ? null
        : header.lock().owner().execution().instanceId();
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
}
