package dev.perdure.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest {
  private final MemoryStore.Disk disk = new MemoryStore.Disk();

  @Test
  void aDiskIsOpenedOnceAtATime() {
    MemoryStore store = MemoryStore.open(disk);

    assertThatThrownBy(() -> MemoryStore.open(disk)).isInstanceOfSatisfying(StoreException.class,
        e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.LOCKED));
    store.close();
    MemoryStore.open(disk).close();
  }

  @Test
  void aFaultBeforeABatchLosesItAndThoseAfterIt() {
    failWith(new MemoryFaults() {
      private int batches;

      @Override
      public void beforeBatch(Batch batch) {
        if (++batches == 2) {
          throw failure();
        }
      }
    });

    assertThat(survivors()).containsExactly(true, false);
  }

  @Test
  void aFaultAfterACommitKeepsAll() {
    failWith(new MemoryFaults() {
      @Override
      public void afterCommit(List<Batch> batches) {
        throw failure();
      }
    });

    assertThat(survivors()).containsExactly(true, true);
  }

  @Test
  void aFaultOfAReadClosesTheStore() {
    MemoryStore store = MemoryStore.open(disk, new MemoryFaults() {
      @Override
      public void beforeRead(int partition) {
        throw failure();
      }
    });
    PartitionStore rows = store.open(0);

    assertThatThrownBy(() -> rows.get(new byte[0])).isInstanceOf(StoreException.class);
    assertThatThrownBy(store::snapshot).isInstanceOfSatisfying(StoreException.class,
        e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.CLOSED));
  }

  @Test
  void aCopyOfADiskGoesItsOwnWay() {
    MemoryStore store = MemoryStore.open(disk);
    PartitionStore rows = store.open(0);
    MemoryStore.Disk copy = disk.copy();
    store.commit(List.of(new Batch(0, rows.epoch(), List.of(put(1)))));

    assertThat(MemoryStore.open(copy).open(0).get(new byte[]{1})).isNull();
    assertThat(rows.get(new byte[]{1})).isNotNull();
  }

  private void failWith(MemoryFaults faults) {
    MemoryStore store = MemoryStore.open(disk, faults);
    PartitionStore rows = store.open(0);
    List<Batch> batches = List.of(
        new Batch(0, rows.epoch(), List.of(put(1))), new Batch(0, rows.epoch(), List.of(put(2))));

    assertThatThrownBy(() -> store.commit(batches)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> rows.get(new byte[]{1})).isInstanceOfSatisfying(StoreException.class,
        e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.CLOSED));
  }

  private List<Boolean> survivors() {
    try (MemoryStore store = MemoryStore.open(disk)) {
      PartitionStore rows = store.open(0);
      return List.of(rows.get(new byte[]{1}) != null, rows.get(new byte[]{2}) != null);
    }
  }

  private static Write put(int key) {
    return new Write.Put(new byte[]{(byte) key}, new byte[0]);
  }

  private static StoreException failure() {
    return new StoreException(StoreException.Reason.FAILED, "a fault of the test");
  }
}
