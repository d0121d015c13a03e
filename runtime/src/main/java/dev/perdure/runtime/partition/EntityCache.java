package dev.perdure.runtime.partition;

import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.state.Entity;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.step.EntityChange;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.EntityRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The entities in memory, the least recently used leaving first, and what is written of them. An
/// entity whose changes are not durable yet stays: whatever is not here can be read from the store,
/// but for batches in flight, which are remembered. Queues change row by row, at once; the row of
/// the entity itself and its state are written when the batch is sealed, once for all messages of
/// the batch.
final class EntityCache {

  /// How many old entries one eviction looks at, so that pinned ones cannot make it scan them all.
  private static final int EVICTION_PROBES = 16;

  /// From this length on a state is not kept back until the batch is sealed.
  private static final int LARGE_STATE = 1 << 16;

  /// About how many bytes a batch takes that is remembered.
  private static final int BATCH_BYTES = 256;

  private final Reads store;
  private final int capacity;
  private final OpenMemory.Share memory;
  private final Map<String, OfferedBatch> batches = new HashMap<>();
  private final List<CachedEntity> changed = new ArrayList<>();
  private final ArrayDeque<Written> undurable = new ArrayDeque<>();
  private final LinkedHashMap<String, CachedEntity> entities = new LinkedHashMap<>(64, 0.75f,
      true);

  /// Above all numbers of the entities that left: one that vanished and comes again counts on.
  private long numbered;

  /// An entity with operations that the store may not show yet.
  private record Written(long batch, CachedEntity entity) {}

  /// A batch in flight of an entity that has left, what was learnt with it, and how far that was.
  private record OfferedBatch(
      BatchInFlight batch, int mostPerBatch, @Nullable EntityProgress progress) {}

  EntityCache(Reads store, int capacity, OpenMemory.Share memory) {
    this.store = store;
    this.capacity = capacity;
    this.memory = memory;
  }

  int size() {
    return entities.size();
  }

  /// The entity, read from the store if it is not in memory.
  CachedEntity load(String instanceId) {
    CachedEntity cached = entities.get(instanceId);
    if (cached == null) {
      cached = read(instanceId);
      entities.put(instanceId, cached);
      weigh(cached);
      restoreBatch(cached.entity());
    }
    return cached;
  }

  /// An entity has changed.
  void weigh(CachedEntity cached) {
    memory.add(cached.growth());
  }

  /// Takes note of a change, and writes what is to be written of it at once.
  void write(CachedEntity cached, EntityChange change, BatchDraft draft, long batch) {
    String id = cached.entity().instanceId();
    switch (change) {
      case EntityChange.HeaderStored unused -> rowChanged(cached, false);
      case EntityChange.EntityRemoved unused -> rowChanged(cached, true);
      case EntityChange.StateStored stored -> storeState(cached, stored.state(), draft);
      case EntityChange.OperationAdded added -> {
        cached.operationAdded(added.lane(), added.operation(), batch);
        draft.putFresh(
            Keys.operation(added.lane(), id, added.operation().number()),
            MailRow.encode(added.operation().event()));
      }
      case EntityChange.OperationsRemoved removed ->
        removed.operations().forEach(
            operation -> draft.deleteOnce(
                Keys.operation(removed.lane(), id, operation.number())));
      case EntityChange.OperationDelayed delayed -> {
        cached.delayed(delayed.delayed(), batch);
        delay(id, delayed.delayed(), draft);
      }
      case EntityChange.DelayedRemoved removed -> {
        Delayed delayed = removed.delayed();
        cached.released(delayed, batch);
        draft.deleteOnce(Keys.delayed(id, delayed.sequence()));
        draft.deleteOnce(Keys.timer(delayed.due(), id, delayed.sequence()));
      }
      case EntityChange.BatchChanged unused -> {}
      case EntityChange.BatchesLimited unused -> {}
      case EntityChange.MessageSent unused -> {}
    }
  }

  /// A large state joins the batch at once, so that the batch knows how large it is.
  private void storeState(CachedEntity cached, @Nullable String state, BatchDraft draft) {
    boolean large = false;
    if (state != null && state.length() > LARGE_STATE) {
      large = true;
      draft.put(
          Keys.entityState(cached.entity().instanceId()), EntityRow.encodeState(state));
    }
    rowChanged(cached, !large);
  }

  private static void delay(String id, Delayed delayed, BatchDraft draft) {
    draft.putFresh(
        Keys.delayed(id, delayed.sequence()), MailRow.encode(delayed.operation()));
    draft.putFresh(Keys.timer(delayed.due(), id, delayed.sequence()), new byte[0]);
  }

  private void rowChanged(CachedEntity cached, boolean state) {
    if (cached.rowChanged(state)) {
      changed.add(cached);
    }
  }

  /// Writes the rows of the entities that have changed since the last call.
  void flush(BatchDraft draft, long batch) {
    for (CachedEntity cached : changed) {
      Entity entity = cached.entity();
      String id = entity.instanceId();
      EntityHeader header = entity.header();
      if (header == null) {
        draft.delete(Keys.entity(id));
      } else {
        draft.put(Keys.entity(id), EntityRow.encode(header));
      }
      if (cached.stateChanged()) {
        String state = entity.state();
        if (state == null) {
          draft.delete(Keys.entityState(id));
        } else {
          draft.put(Keys.entityState(id), EntityRow.encodeState(state));
        }
      }
      cached.rowWritten();
      cached.changedIn(batch);
      undurable.addLast(new Written(batch, cached));
    }
    changed.clear();
  }

  /// Leaves to the store what it shows by now, and lets old entities go while there are too many.
  void tidy(long durableBatch) {
    while (!undurable.isEmpty() && undurable.getFirst().batch() <= durableBatch) {
      undurable.removeFirst().entity().tidy(durableBatch);
    }
    evict(durableBatch);
  }

  private void evict(long durableBatch) {
    if (!isFull()) {
      return;
    }
    List<String> pinned = new ArrayList<>(EVICTION_PROBES);
    Iterator<Map.Entry<String, CachedEntity>> eldest = entities.entrySet().iterator();
    while (isFull() && pinned.size() < EVICTION_PROBES && eldest.hasNext()) {
      Map.Entry<String, CachedEntity> next = eldest.next();
      if (mayLeave(next.getValue(), durableBatch)) {
        eldest.remove();
        memory.add(-next.getValue().weighed());
        rememberBatch(next.getValue().entity());
        numbered = Math.max(numbered, next.getValue().entity().nextSequence());
      } else {
        pinned.add(next.getKey());
      }
    }
    // Those that must stay for long must not stand before all others.
    pinned.forEach(entities::get);
  }

  /// One with a batch in flight leaves for want of memory alone: its answer is likely to come soon,
  /// and would bring it back.
  private boolean mayLeave(CachedEntity cached, long durableBatch) {
    return cached.isDurable(durableBatch)
        && (cached.entity().batch() == null || memory.full());
  }

  private boolean isFull() {
    return entities.size() > capacity || memory.full();
  }

  private void rememberBatch(Entity entity) {
    BatchInFlight batch = entity.batch();
    if (batch != null) {
      batches.put(
          entity.instanceId(),
          new OfferedBatch(batch, entity.mostPerBatch(), progress(entity)));
      memory.add(BATCH_BYTES);
    }
  }

  /// If the entity is not as it was when it left, another owner has changed it. The batch cannot be
  /// committed then, and nobody may perform what is there now under its number.
  private void restoreBatch(Entity entity) {
    OfferedBatch offered = batches.remove(entity.instanceId());
    if (offered != null) {
      memory.add(-BATCH_BYTES);
      if (Objects.equals(offered.progress(), progress(entity))) {
        entity.batch(offered.batch());
        entity.mostPerBatch(offered.mostPerBatch());
      }
    }
  }

  private static @Nullable EntityProgress progress(Entity entity) {
    EntityHeader header = entity.header();
    return header == null ? null : header.progress();
  }

  private CachedEntity read(String instanceId) {
    CachedEntity cached = new CachedEntity(instanceId, store);
    byte[] row = store.get(Keys.entity(instanceId));
    if (row == null) {
      cached.entity().countFrom(numbered);
      return cached;
    }
    Entity entity = cached.entity();
    EntityHeader header = EntityRow.decode(instanceId, row);
    entity.put(header);
    entity.lane(Lane.QUEUE).restore(header.progress().queue());
    entity.lane(Lane.OWNED).restore(header.progress().owned());
    if (header.exists()) {
      byte[] state = store.get(Keys.entityState(instanceId));
      if (state == null) {
        throw new IllegalStateException(
            "Expected the state of the entity " + instanceId + ", but it is missing");
      }
      entity.state(EntityRow.decodeState(state));
    }
    return cached;
  }
}
