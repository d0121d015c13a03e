package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Progress;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OpenTaskRow;
import dev.perdure.runtime.store.Cursor;
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

/// The instances in memory, as far as there are not too many and they do not take too many bytes;
/// the least recently used leave first. An instance whose changes are not durable yet stays: so
/// whatever is not here can be read from the store, but for turns in flight, which are remembered.
final class InstanceCache {

  /// How many old entries one eviction looks at, so that pinned ones cannot make it scan them all.
  private static final int EVICTION_PROBES = 16;

  /// An instance is large that takes so many times what its large payloads may.
  private static final int LARGE_INSTANCES = 2;

  /// About how many bytes a turn takes that is remembered.
  private static final int TURN_BYTES = 256;

  private final Reads store;
  private final int capacity;
  private final OpenMemory.Share memory;
  private final InstanceRow.Stored stored;
  private final Map<String, OfferedTurn> turns = new HashMap<>();
  private final ArrayDeque<CachedInstance> undurable = new ArrayDeque<>();
  private final LinkedHashMap<String, CachedInstance> instances = new LinkedHashMap<>(64, 0.75f,
      true);

  /// A turn in flight of an instance that has left, and how far that was.
  private record OfferedTurn(TurnInFlight turn, @Nullable Progress progress) {}

  InstanceCache(
      Reads store, int capacity, OpenMemory.Share memory, InstanceRow.Stored stored) {
    this.store = store;
    this.stored = stored;
    this.capacity = capacity;
    this.memory = memory;
  }

  int size() {
    return instances.size();
  }

  /// The instance, read from the store if it is not in memory.
  CachedInstance load(String instanceId) {
    CachedInstance cached = instances.get(instanceId);
    if (cached == null) {
      cached = read(instanceId);
      instances.put(instanceId, cached);
      weigh(cached);
      restoreTurn(cached.instance());
    }
    return cached;
  }

  /// An instance has changed.
  void weigh(CachedInstance cached) {
    memory.add(cached.growth());
  }

  /// Remembers a history row of the open batch.
  void rowAppended(CachedInstance cached, CachedInstance.RecentRow row) {
    cached.rowAppended(row);
    undurable.addLast(cached);
  }

  /// Leaves to the store what it shows by now, and lets old instances go while there are too many.
  void tidy(long durableBatch) {
    // Each row is here once, in the order of the batches.
    while (!undurable.isEmpty() && undurable.getFirst().forgetRow(durableBatch)) {
      undurable.removeFirst();
    }
    evict(durableBatch);
  }

  private void evict(long durableBatch) {
    if (!isFull()) {
      return;
    }
    List<String> pinned = new ArrayList<>(EVICTION_PROBES);
    Iterator<Map.Entry<String, CachedInstance>> eldest = instances.entrySet().iterator();
    while (isFull() && pinned.size() < EVICTION_PROBES && eldest.hasNext()) {
      Map.Entry<String, CachedInstance> next = eldest.next();
      CachedInstance cached = next.getValue();
      if (cached.isDurable(durableBatch) && memory.full() && leavesPayloads(cached)) {
        weigh(cached);
        pinned.add(next.getKey());
      } else if (mayLeave(cached, durableBatch)) {
        eldest.remove();
        memory.add(-cached.weighed());
        rememberTurn(cached.instance());
      } else {
        pinned.add(next.getKey());
      }
    }
    // Those that must stay for long must not stand before all others.
    pinned.forEach(instances::get);
  }

  /// Lets the large payloads of a large instance be in the store alone. Left as a whole it would be
  /// read as a whole for its next message.
  private boolean leavesPayloads(CachedInstance cached) {
    Instance instance = cached.instance();
    return instance.bytes() > LARGE_INSTANCES * memory.mostPerInstance()
        && large(instance.instanceId()).leave(instance, cached.row());
  }

  /// One with a turn in flight leaves for want of memory alone: its answer is likely to come soon,
  /// and would bring it back.
  private boolean mayLeave(CachedInstance cached, long durableBatch) {
    return cached.isDurable(durableBatch)
        && (cached.instance().turn() == null || memory.full());
  }

  private boolean isFull() {
    return instances.size() > capacity || memory.full();
  }

  private void rememberTurn(Instance instance) {
    TurnInFlight turn = instance.turn();
    if (turn != null) {
      turns.put(instance.instanceId(), new OfferedTurn(turn, progress(instance)));
      memory.add(TURN_BYTES);
    }
  }

  /// If the instance is not as it was when it left, another owner has changed it. Its turn cannot
  /// be committed then, and nobody may run it on what is there now.
  private void restoreTurn(Instance instance) {
    OfferedTurn offered = turns.remove(instance.instanceId());
    if (offered != null) {
      memory.add(-TURN_BYTES);
      if (Objects.equals(offered.progress(), progress(instance))) {
        instance.turn(offered.turn());
      }
    }
  }

  private static @Nullable Progress progress(Instance instance) {
    Orchestration orchestration = instance.orchestration();
    return orchestration == null ? null : orchestration.progress();
  }

  /// The events of an instance's present execution: from the store as far as they are durable, the
  /// rest from memory.
  List<HistoryEvent> history(CachedInstance cached) {
    Orchestration orchestration = cached.instance().orchestration();
    if (orchestration == null) {
      return List.of();
    }
    ExecutionKey execution = orchestration.execution();
    List<CachedInstance.RecentRow> recent = cached.recentRows().stream()
        .filter(row -> row.execution().equals(execution)).toList();
    // Rows beyond those that this owner knows of are another owner's.
    int stored = recent.isEmpty() ? orchestration.progress().rows() : recent.get(0).row();
    List<HistoryEvent> events = new ArrayList<>();
    byte[] prefix = Keys.historyPrefix(execution);
    try (Cursor cursor = store.scan(prefix, Keys.after(prefix))) {
      for (int row = 0; row < stored && cursor.next(); row++) {
        events.addAll(MailRow.decodeAll(cursor.value()));
      }
    }
    recent.forEach(row -> events.addAll(row.events()));
    return events;
  }

  private CachedInstance read(String instanceId) {
    CachedInstance[] self = new CachedInstance[1];
    CachedInstance cached = new CachedInstance(instanceId, () -> history(self[0]), stored);
    self[0] = cached;
    byte[] row = store.get(Keys.instance(instanceId));
    if (row != null) {
      Instance instance = cached.instance();
      LargePayloads large = large(instanceId);
      if (cached.row().read(row)) {
        readMails(instance, large);
      }
      readTasks(instance, Keys.activityPrefix(instanceId), large);
      readTasks(instance, Keys.waitingPrefix(instanceId), large);
    }
    return cached;
  }

  private LargePayloads large(String instanceId) {
    return new LargePayloads(store, instanceId, memory.mostPerInstance());
  }

  private void readMails(Instance instance, LargePayloads large) {
    byte[] prefix = Keys.mailPrefix(instance.instanceId());
    try (Cursor cursor = store.scan(prefix, Keys.after(prefix))) {
      while (cursor.next()) {
        instance.add(
            large.leave(
                Mail.of(Keys.lastNumber(cursor.key()), MailRow.decode(cursor.value()))));
      }
    }
  }

  private void readTasks(Instance instance, byte[] prefix, LargePayloads large) {
    try (Cursor cursor = store.scan(prefix, Keys.after(prefix))) {
      while (cursor.next()) {
        instance.open(
            large.leave(OpenTaskRow.decode(Keys.lastNumber(cursor.key()), cursor.value())));
      }
    }
  }
}
