package dev.perdure.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.check.Findings;
import dev.perdure.testing.simulation.check.Ledger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SimStoreTest {
  private static final byte[] FIRST = {};
  private static final byte[] LAST = {(byte) 0xff};
  private static final int OPENINGS = 1000;

  @Test
  void afterAFailureEveryCallSaysWhatItWas() {
    int failed = 0;
    for (long seed = 1; seed <= 30; seed++) {
      SimStore store = store(seed);
      PartitionStore rows = null;
      StoreException failure = null;
      try {
        rows = store.open(0);
        Cursor cursor = rows.scan(FIRST, LAST);
        failure = failure(store);
        if (failure != null) {
          assertClosedFor(failure, cursor::next);
        }
      } catch (Crash | StoreException e) {
        continue; // Too early to have something in hand.
      }
      if (failure != null) {
        failed++;
        PartitionStore opened = rows;
        assertClosedFor(failure, () -> store.open(0));
        assertClosedFor(failure, () -> store.commit(
            List.of(new Batch(0, opened.epoch(), List.of()))));
        assertClosedFor(failure, () -> opened.get(FIRST));
        assertClosedFor(failure, () -> store.reads(1).get(FIRST));
        assertClosedFor(failure, () -> store.snapshot());
      }
    }
    assertThat(failed).isPositive();
  }

  /// Opens partitions until the disk fails. The process may crash before, or nothing happen.
  private static @Nullable StoreException failure(SimStore store) {
    for (int i = 0; i < OPENINGS; i++) {
      try {
        store.open(1);
      } catch (StoreException e) {
        assertThat(e.reason()).isEqualTo(StoreException.Reason.FAILED);
        return e;
      }
    }
    return null;
  }

  private static void assertClosedFor(StoreException failure, Runnable use) {
    assertThatThrownBy(use::run).isInstanceOfSatisfying(StoreException.class, it -> {
      assertThat(it.reason()).isEqualTo(StoreException.Reason.CLOSED);
      assertThat(it).hasCause(failure);
    });
  }

  private static SimStore store(long seed) {
    Trace trace = new Trace(null);
    Findings findings = new Findings();
    Faults faults = new Faults(Chance.ofSeed(seed), trace, CrashPoint.none());
    return new SimStore(
        new MemoryStore.Disk(),
        new SimStore.Surroundings(
            faults, new Ledger(findings, faults::count), findings, trace,
            new WallClock(new Scheduler(trace)), () -> {}, Mutation.NONE));
  }
}
