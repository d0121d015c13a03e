package dev.perdure.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.step.EntityChange;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What of an entity stays in memory.
final class EntityCacheTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final String ID = "@counter@a";

  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk());
  private final PartitionStore rows = store.open(0);
  private EntityCache cache = new EntityCache(
      rows, 10, new OpenMemory(Long.MAX_VALUE).share(1));
  private int batches;

  private static Delayed delayed(long sequence) {
    Instant due = NOON.plusSeconds(sequence);
    return new Delayed(
        sequence, due,
        HistoryEvent.of(
            NOON, new EventBody.EntityOperationSignaled("r" + sequence, "add", due, "1", null)));
  }

  private void write(BatchDraft draft, EntityChange change) {
    cache.write(cache.load(ID), change, draft, batches + 1);
  }

  /// Writes the entity's row, too, as every step that delays an operation does.
  private void seal(BatchDraft draft, int waiting) {
    EntityHeader header = new EntityHeader(
        new ExecutionKey(ID, "e"), NOON, false, null,
        new EntityProgress(
            200_000, EntityProgress.Span.NONE, EntityProgress.Span.NONE, waiting, 0, 0));
    cache.load(ID).entity().put(header);
    write(draft, new EntityChange.HeaderStored(header));
    batches++;
    cache.flush(draft, batches);
  }

  private void commit(BatchDraft draft) {
    store.commit(List.of(new Batch(0, rows.epoch(), draft.writes())));
  }

  @Test
  void aHundredThousandOperationsThatWaitForTheirTimeAreNotInMemory() {
    int count = 100_000;
    for (int from = 1; from <= count; from += 1_000) {
      BatchDraft draft = new BatchDraft();
      for (int i = from; i < from + 1_000; i++) {
        write(draft, new EntityChange.OperationDelayed(delayed(i)));
      }
      seal(draft, from + 999);
      assertThat(cache.load(ID).delayedInMemory()).isEqualTo(1_000);
      commit(draft);
      cache.tidy(batches);
    }

    assertThat(cache.load(ID).delayedInMemory()).isZero();
    assertThat(cache.load(ID).entity().delayed(1)).isEqualTo(delayed(1));
    assertThat(cache.load(ID).entity().delayed(count)).isEqualTo(delayed(count));
    cache = new EntityCache(
        rows, 10, new OpenMemory(Long.MAX_VALUE).share(1));
    assertThat(cache.load(ID).delayedInMemory()).isZero();
    assertThat(cache.load(ID).entity().delayed(77)).isEqualTo(delayed(77));
    assertThat(cache.load(ID).entity().delayed(count + 1)).isNull();
  }

  @Test
  void forWantOfMemoryEntitiesLeaveAndTheirBatchesAreRemembered() {
    OpenMemory memory = new OpenMemory(1);
    cache = new EntityCache(rows, 10, memory.share(1));
    BatchInFlight batch = new BatchInFlight(7, Lane.QUEUE, 3, 0);
    CachedEntity first = cache.load(ID);
    first.entity().batch(batch);
    first.entity().mostPerBatch(4);
    first.entity().state("x".repeat(1_000));
    cache.weigh(first);
    assertThat(memory.bytes()).isGreaterThan(1_000);

    cache.tidy(0);

    assertThat(memory.bytes()).isLessThan(1_000);
    CachedEntity again = cache.load(ID);
    assertThat(again).isNotSameAs(first);
    assertThat(again.entity().batch()).isEqualTo(batch);
    assertThat(again.entity().mostPerBatch()).isEqualTo(4);
    again.entity().batch(null);
    cache.tidy(0);
    assertThat(memory.bytes()).isZero();
    assertThat(cache.load(ID).entity().batch()).as("remembered once").isNull();
  }

  @Test
  void whatTheStoreDoesNotShowYetIsKnown() {
    BatchDraft first = new BatchDraft();
    write(first, new EntityChange.OperationDelayed(delayed(1)));
    write(first, new EntityChange.OperationDelayed(delayed(2)));
    seal(first, 2);
    assertThat(cache.load(ID).entity().delayed(1)).isEqualTo(delayed(1));
    commit(first);
    BatchDraft second = new BatchDraft();
    write(second, new EntityChange.DelayedRemoved(delayed(1)));
    seal(second, 1);

    cache.tidy(1);

    assertThat(cache.load(ID).entity().delayed(1)).isNull();
    assertThat(cache.load(ID).entity().delayed(2)).isEqualTo(delayed(2));
    commit(second);
    cache.tidy(2);
    assertThat(cache.load(ID).delayedInMemory()).isZero();
    assertThat(cache.load(ID).entity().delayed(1)).isNull();
  }
}
