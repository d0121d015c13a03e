package dev.perdure.testing;

import static dev.perdure.testing.TextRows.FIRST;
import static dev.perdure.testing.TextRows.LAST;
import static dev.perdure.testing.TextRows.all;
import static dev.perdure.testing.TextRows.delete;
import static dev.perdure.testing.TextRows.key;
import static dev.perdure.testing.TextRows.put;
import static dev.perdure.testing.TextRows.range;
import static dev.perdure.testing.TextRows.rest;
import static dev.perdure.testing.TextRows.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Store] promises, as tests to inherit. A store that passes them, and agrees with the
/// memory store by [StoreDifferential], can carry a task hub.
@SuppressWarnings("NullAway.Init") // The store is set before each test.
public abstract class StoreContract {
  private StorePlace place;
  private Store store;

  /// For subclasses.
  protected StoreContract() {}

  /// A new, empty place for each test.
  protected abstract StorePlace place();

  @BeforeEach
  final void openStore() {
    place = place();
    store = place.open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Test
  void aNewStoreIsEmpty() {
    PartitionStore rows = store.open(0);

    assertThat(rows.get(key("a"))).isNull();
    assertThat(all(rows)).isEmpty();
    assertThat(store.hub().partitions()).isPositive();
  }

  @Test
  void aCommittedRowIsRead() {
    PartitionStore rows = store.open(0);

    commit(rows, 0, put("a", "1"));

    assertThat(rows.get(key("a"))).isEqualTo(key("1"));
    assertThat(all(rows)).containsExactly("a=1");
  }

  @Test
  void changesOfABatchApplyInOrder() {
    PartitionStore rows = store.open(0);

    commit(rows, 0, put("a", "1"), put("b", "1"), delete("a"), put("a", "2"), put("c", "1"),
        range("b", "d"), put("c", "3"));

    assertThat(all(rows)).containsExactly("a=2", "c=3");
  }

  @Test
  void laterBatchesOfACallWin() {
    PartitionStore rows = store.open(0);

    List<CommitOutcome> outcomes = store.commit(List.of(
        batch(rows, 0, put("a", "1"), put("b", "1")), batch(rows, 0, delete("b"), put("a", "2"))));

    assertThat(outcomes).containsExactly(CommitOutcome.DURABLE, CommitOutcome.DURABLE);
    assertThat(all(rows)).containsExactly("a=2");
  }

  @Test
  void whatHasNoWritesShowsWhetherItsOwnerStillIsTheOwner() {
    Batch nothing = batch(store.open(0), 0);

    assertThat(store.commit(List.of())).isEmpty();
    assertThat(store.commit(List.of(nothing))).containsExactly(CommitOutcome.DURABLE);
    store.open(0);
    assertThat(store.commit(List.of(nothing))).containsExactly(CommitOutcome.FENCED);
  }

  @Test
  void partitionsDoNotSeeEachOther() {
    int last = store.hub().partitions() - 1;
    PartitionStore low = store.open(0);
    PartitionStore high = store.open(last);

    store.commit(List.of(batch(low, 0, put("a", "low")), batch(high, last, put("a", "high"))));
    store.commit(List.of(batch(low, 0, new Write.DeleteRange(FIRST, LAST))));

    assertThat(all(low)).isEmpty();
    assertThat(all(high)).containsExactly("a=high");
  }

  @Test
  void aPartitionThatTheHubDoesNotHaveIsTheCallersMistake() {
    int none = store.hub().partitions();

    assertThatThrownBy(() -> store.open(none)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.commit(List.of(new Batch(-1, 1, List.of()))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> {
      try (Snapshot snapshot = store.snapshot()) {
        snapshot.partition(none);
      }
    }).isInstanceOf(IllegalArgumentException.class);
    assertThat(store.open(0).epoch()).isEqualTo(1);
  }

  @Test
  void keysAreInUnsignedOrder() {
    PartitionStore rows = store.open(0);
    List<byte[]> keys = new ArrayList<>(List.of(
        new byte[]{}, new byte[]{0}, new byte[]{0, 0}, new byte[]{0, -1}, new byte[]{1},
        new byte[]{127}, new byte[]{-128}, new byte[]{-1}, new byte[]{-1, 0},
        new byte[]{-1, -1}));
    List<byte[]> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(1));

    for (byte[] key : shuffled) {
      commit(rows, 0, new Write.Put(key, key));
    }

    List<byte[]> found = new ArrayList<>();
    try (Cursor cursor = rows.scan(FIRST, LAST)) {
      while (cursor.next()) {
        assertThat(cursor.value()).isEqualTo(cursor.key());
        found.add(cursor.key());
      }
    }
    assertThat(found).usingElementComparator(Arrays::compareUnsigned)
        .containsExactlyElementsOf(keys);
  }

  @Test
  void scansIncludeTheirBeginningAndExcludeTheirEnd() {
    PartitionStore rows = store.open(0);
    commit(rows, 0, put("a", "1"), put("b", "2"), put("bb", "3"), put("c", "4"));

    assertThat(scan(rows, "b", "c")).containsExactly("b=2", "bb=3");
    assertThat(scan(rows, "aa", "bba")).containsExactly("b=2", "bb=3");
    assertThat(scan(rows, "b", "b")).isEmpty();
    assertThat(scan(rows, "c", "a")).isEmpty();
    assertThat(scan(rows, "d", "e")).isEmpty();
  }

  @Test
  void aCursorHasARowOnlyBetweenItsEnds() {
    PartitionStore rows = store.open(0);
    commit(rows, 0, put("a", "1"));

    try (Cursor cursor = rows.scan(FIRST, LAST)) {
      assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.next()).isFalse();
      assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aCursorSeesTheMomentItWasMade() {
    PartitionStore rows = store.open(0);
    commit(rows, 0, put("a", "1"), put("c", "1"));

    try (Cursor cursor = rows.scan(FIRST, LAST)) {
      commit(rows, 0, put("a", "2"), put("b", "2"), delete("c"));
      assertThat(rest(cursor)).containsExactly("a=1", "c=1");
    }
    assertThat(all(rows)).containsExactly("a=2", "b=2");
  }

  @Test
  void rangeDeletesKeepTheirEnd() {
    PartitionStore rows = store.open(0);
    commit(rows, 0, put("a", "1"), put("b", "1"), put("ba", "1"), put("c", "1"));

    commit(rows, 0, range("c", "a"), range("b", "b"));
    assertThat(all(rows)).hasSize(4);
    commit(rows, 0, range("b", "c"));
    assertThat(all(rows)).containsExactly("a=1", "c=1");
    commit(rows, 0, put("ba", "2"));
    assertThat(all(rows)).containsExactly("a=1", "ba=2", "c=1");
  }

  @Test
  void deletingWhatIsNotThereIsHarmless() {
    PartitionStore rows = store.open(0);

    commit(rows, 0, delete("a"), range("a", "b"), put("c", ""));

    assertThat(all(rows)).containsExactly("c=");
    assertThat(rows.get(key("c"))).isEmpty();
  }

  @Test
  void arraysThatWereReadAreTheCallers() {
    PartitionStore rows = store.open(0);
    commit(rows, 0, put("a", "1"));

    byte[] value = rows.get(key("a"));
    assertThat(value).isNotNull();
    Arrays.fill(value, (byte) 0);
    try (Cursor cursor = rows.scan(FIRST, LAST)) {
      cursor.next();
      Arrays.fill(cursor.key(), (byte) 0);
      Arrays.fill(cursor.value(), (byte) 0);
    }

    assertThat(all(rows)).containsExactly("a=1");
  }

  @Test
  void epochsGrowAndFenceEarlierOwnersAlone() {
    PartitionStore old = store.open(0);
    PartitionStore other = store.open(1);
    PartitionStore owner = store.open(0);
    assertThat(owner.epoch()).isGreaterThan(old.epoch());

    List<CommitOutcome> outcomes = store.commit(List.of(
        batch(old, 0, put("a", "old")), batch(other, 1, put("a", "other")),
        batch(owner, 0, put("b", "owner")), batch(old, 0, range("a", "z"))));

    assertThat(outcomes).containsExactly(CommitOutcome.FENCED, CommitOutcome.DURABLE,
        CommitOutcome.DURABLE, CommitOutcome.FENCED);
    assertThat(all(owner)).containsExactly("b=owner");
    assertThat(all(old)).containsExactly("b=owner");
    assertThat(all(other)).containsExactly("a=other");
  }

  @Test
  void aPartitionWithoutAnOwnerTakesNothing() {
    List<Batch> batches = new ArrayList<>();
    for (long epoch : new long[]{-1, 0, 1, 7}) {
      batches.add(new Batch(2, epoch, List.of(put("a", "1"))));
    }

    assertThat(store.commit(batches)).containsOnly(CommitOutcome.FENCED);
    assertThat(all(store.open(2))).isEmpty();
  }

  @Test
  void rowsAndEpochsOutliveTheStore() {
    PartitionStore rows = store.open(0);
    String hub = store.hub().hubId();
    commit(rows, 0, put("a", "1"), put("b", "1"));
    commit(rows, 0, delete("a"), put("c", "2"));

    reopen();

    assertThat(store.hub().hubId()).isEqualTo(hub);
    PartitionStore next = store.open(0);
    assertThat(next.epoch()).isEqualTo(rows.epoch() + 1);
    assertThat(all(next)).containsExactly("b=1", "c=2");
    assertThat(store.commit(List.of(batch(rows, 0, put("z", "1")))))
        .containsExactly(CommitOutcome.FENCED);
  }

  @Test
  void largeBatchesAreTakenWhole() {
    PartitionStore rows = store.open(0);
    byte[] large = new byte[10 << 20];
    new Random(1).nextBytes(large);
    List<Write> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add(put(String.format("%06d", i), "v"));
    }

    assertThat(store.commit(List.of(new Batch(0, rows.epoch(), many),
        batch(rows, 0, new Write.Put(key("large"), large))))).containsOnly(CommitOutcome.DURABLE);
    reopen();

    PartitionStore next = store.open(0);
    assertThat(next.get(key("large"))).isEqualTo(large);
    assertThat(scan(next, "0", "a")).hasSize(100_000);
  }

  @Test
  void aSnapshotStaysAsItIsInAllPartitions() {
    PartitionStore first = store.open(0);
    PartitionStore second = store.open(1);
    commit(first, 0, put("a", "1"));

    Snapshot snapshot = store.snapshot();
    store.commit(List.of(batch(first, 0, put("a", "2")), batch(second, 1, put("b", "2"))));

    assertThat(all(snapshot.partition(0))).containsExactly("a=1");
    assertThat(snapshot.partition(0).get(key("a"))).isEqualTo(key("1"));
    assertThat(all(snapshot.partition(1))).isEmpty();
    Reads rows = snapshot.partition(0);
    snapshot.close();
    snapshot.close();
    assertThatThrownBy(() -> rows.get(key("a"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> snapshot.partition(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readersSeeWholeBatchesWhileCommitsRun() throws Exception {
    PartitionStore rows = store.open(0);
    int width = 20;
    AtomicBoolean done = new AtomicBoolean();
    Callable<Integer> reader = () -> {
      int scans = 0;
      while (!done.get() || scans == 0) {
        List<String> values = all(rows).stream().map(row -> row.substring(row.indexOf('=')))
            .toList();
        assertThat(values.stream().distinct().count()).isLessThanOrEqualTo(1);
        assertThat(values.size()).isIn(0, width);
        scans++;
      }
      return scans;
    };

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> readers = List.of(threads.submit(reader), threads.submit(reader));
      for (int round = 0; round < 200; round++) {
        List<Write> writes = new ArrayList<>();
        writes.add(range("k", "l"));
        for (int i = 0; i < width; i++) {
          writes.add(put("k" + i, String.valueOf(round)));
        }
        store.commit(List.of(new Batch(0, rows.epoch(), writes)));
      }
      done.set(true);
      for (Future<Integer> scans : readers) {
        assertThat(scans.get()).isPositive();
      }
    }
  }

  @Test
  void aClosedStoreAnswersNothing() {
    PartitionStore rows = store.open(0);
    commit(rows, 0, put("a", "1"), put("b", "1"));
    Cursor cursor = rows.scan(FIRST, LAST);
    cursor.next();
    Snapshot snapshot = store.snapshot();
    Reads frozen = snapshot.partition(0);

    store.close();
    store.close();

    for (Runnable use : List.<Runnable>of(
        () -> store.open(0), () -> store.commit(List.of()), () -> store.snapshot(),
        () -> store.commit(List.of(batch(rows, 0, put("c", "1")))), () -> rows.get(key("a")),
        () -> rows.scan(FIRST, LAST), cursor::next, cursor::key, cursor::value,
        () -> snapshot.partition(0), () -> frozen.get(key("a")))) {
      assertThatThrownBy(use::run).isInstanceOfSatisfying(StoreException.class,
          e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.CLOSED));
    }
    assertThatCode(cursor::close).doesNotThrowAnyException();
    assertThatCode(snapshot::close).doesNotThrowAnyException();
  }

  private void reopen() {
    place.crash(store);
    store = place.open();
  }

  private void commit(PartitionStore rows, int partition, Write... writes) {
    assertThat(store.commit(List.of(batch(rows, partition, writes))))
        .containsExactly(CommitOutcome.DURABLE);
  }

  private static Batch batch(PartitionStore rows, int partition, Write... writes) {
    return new Batch(partition, rows.epoch(), List.of(writes));
  }
}
