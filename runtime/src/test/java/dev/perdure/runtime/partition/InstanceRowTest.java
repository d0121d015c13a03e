package dev.perdure.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.Engine;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Origin;
import dev.perdure.engine.state.Payload;
import dev.perdure.engine.state.Progress;
import dev.perdure.engine.step.Change;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InstanceRowTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final String ID = "order";
  private static final ExecutionKey EXECUTION = new ExecutionKey(ID, "e");

  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk());
  private final PartitionStore rows = store.open(0);
  private CachedInstance cached = new InstanceCache(rows, 10,
      new OpenMemory(Long.MAX_VALUE).share(1), (before, now) -> {}).load(ID);
  private BatchDraft draft = new BatchDraft();

  @Test
  void whatComesAndGoesWithinABatchIsNotWritten() {
    change(stored(OrchestrationStatus.PENDING));
    change(stored(OrchestrationStatus.RUNNING));
    change(opened(1, "small"));
    change(closed(1, "small"));
    change(stored(OrchestrationStatus.COMPLETED));

    assertThat(commit()).containsExactly(
        "put instance", "put name", "put status " + OrchestrationStatus.COMPLETED.number());
  }

  @Test
  void aSmallActivityLivesInTheInstancesRow() {
    change(stored(OrchestrationStatus.RUNNING));
    change(opened(1, "small"));
    assertThat(commit()).hasSize(3);
    assertThat(atWork()).containsExactly(ID);

    reload();
    assertThat(cached.instance().task(1)).isEqualTo(activity(1, "small"));
    change(new Change.TaskOpened(EXECUTION, activity(1, "small").nextAttempt()));
    assertThat(commit()).containsExactly("put instance");

    reload();
    assertThat(cached.instance().task(1)).isEqualTo(activity(1, "small").nextAttempt());
    change(new Change.TaskClosed(EXECUTION, activity(1, "small").nextAttempt()));
    change(opened(2, "next"));
    assertThat(commit()).containsExactly("put instance");

    change(closed(2, "next"));
    commit();
    assertThat(atWork()).isEmpty();
    reload();
    assertThat(cached.instance().tasks()).isEmpty();
  }

  @Test
  void largeAndFurtherActivitiesHaveRowsOfTheirOwn() {
    change(stored(OrchestrationStatus.RUNNING));
    change(opened(1, "x".repeat(600)));
    for (int i = 2; i <= 9; i++) {
      change(opened(i, "small"));
    }
    commit();

    assertThat(activities()).isEqualTo(5);
    reload();
    assertThat(cached.instance().tasks()).hasSize(9);
    for (int i = 2; i <= 9; i++) {
      change(closed(i, "small"));
    }
    commit();
    assertThat(activities()).isEqualTo(1);

    // A retry stays where the first attempt was, although there is room in the row by now.
    change(new Change.TaskOpened(EXECUTION, activity(1, "x").nextAttempt()));
    commit();
    assertThat(activities()).isEqualTo(1);
    reload();
    change(new Change.TaskClosed(EXECUTION, activity(1, "x").nextAttempt()));
    commit();
    assertThat(activities()).isZero();
  }

  @Test
  void aRemovedInstanceLeavesNothing() {
    change(stored(OrchestrationStatus.RUNNING));
    change(opened(1, "small"));
    commit();

    change(closed(1, "small"));
    change(new Change.OrchestrationRemoved(ID));
    commit();

    try (Cursor cursor = rows.scan(new byte[]{0}, new byte[]{(byte) 0xFF})) {
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void anotherRunOfTheSameIdTakesOverTheIndex() {
    change(stored(OrchestrationStatus.COMPLETED));
    commit();

    change(new Change.OrchestrationRemoved(ID));
    change(new Change.OrchestrationStored(row(OrchestrationStatus.COMPLETED, NOON.plusSeconds(1))));

    assertThat(commit()).containsExactlyInAnyOrder(
        "put instance", "remove name", "put name", "remove status 1", "put status 1");
  }

  private void change(Change change) {
    ChangeWriter.write(cached, change, draft);
    Engine.evolve(cached.instance(), change);
  }

  /// Commits the batch.
  ///
  /// @return what it writes, in order
  private List<String> commit() {
    List<Write> writes = draft.writes();
    store.commit(List.of(new Batch(0, rows.epoch(), writes)));
    draft = new BatchDraft();
    List<String> described = new ArrayList<>();
    for (Write write : writes) {
      if (write instanceof Write.Put put) {
        described.add("put " + describe(put.key()));
      } else if (write instanceof Write.DeleteOnce delete) {
        described.add("remove " + describe(delete.key()));
      } else if (write instanceof Write.Delete delete) {
        described.add("remove " + describe(delete.key()));
      }
    }
    return described;
  }

  private static String describe(byte[] key) {
    if (key[0] == Keys.instance(ID)[0]) {
      return "instance";
    }
    if (key[0] == Keys.byName("F", NOON, ID)[0]) {
      return "name";
    }
    return key[0] == Keys.allAtWork()[0] ? "status " + (key[1] & 0xFF) : "activity";
  }

  private void reload() {
    cached = new InstanceCache(rows, 10, new OpenMemory(Long.MAX_VALUE).share(1),
        (before, now) -> {}).load(ID);
  }

  private List<String> atWork() {
    List<String> ids = new ArrayList<>();
    try (Cursor cursor = rows.scan(Keys.allAtWork(), Keys.afterAtWork())) {
      while (cursor.next()) {
        ids.add(Keys.statusId(cursor.key()));
      }
    }
    return ids;
  }

  private int activities() {
    int count = 0;
    try (Cursor cursor = rows.scan(
        Keys.activityPrefix(ID), Keys.after(Keys.activityPrefix(ID)))) {
      while (cursor.next()) {
        count++;
      }
    }
    return count;
  }

  private static Change stored(OrchestrationStatus status) {
    return new Change.OrchestrationStored(row(status, NOON));
  }

  private static Change opened(long sequence, @Nullable String input) {
    return new Change.TaskOpened(EXECUTION, activity(sequence, input));
  }

  private static Change closed(long sequence, @Nullable String input) {
    return new Change.TaskClosed(EXECUTION, activity(sequence, input));
  }

  private static OpenTask.OpenActivity activity(long sequence, @Nullable String input) {
    return new OpenTask.OpenActivity(
        sequence, 0, "e", new FunctionRef("Reserve", null), Payload.of(input), Map.of(), null, 1);
  }

  private static Orchestration row(OrchestrationStatus status, Instant created) {
    return new Orchestration(
        EXECUTION, new FunctionRef("F", null), status,
        new InstanceTimes(created, created, null, null), new Origin(null, Map.of(), null),
        Progress.NONE, null,
        List.of());
  }
}
