package dev.perdure.stores.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Write;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The two ways of deleting a range, around the size where one becomes the other. What they do to
/// narrow ranges is compared with the memory store in [RocksDbStoreDifferentialTest].
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class RangeDeletesTest {
  private static final int WIDE = 65;

  @TempDir
  Path parent;
  private RocksDbStore store;
  private PartitionStore rows;

  @BeforeEach
  void open() {
    store = RocksDbStore.open(parent, DirectoryPlace.OPTIONS);
    rows = store.open(0);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void rangesOfEveryWidthGoWhole() {
    for (int width : new int[]{0, 1, WIDE - 1, WIDE, WIDE + 1, 10 * WIDE}) {
      commit(puts(0, width));
      commit(range(0, width));
      assertThat(TestStore.rows(rows)).as("rows of %d that stay", width).isZero();
    }
  }

  @Test
  void rowsOfTheSameCommitGoWithThoseBefore() {
    for (int width : new int[]{2, WIDE - 1, WIDE + 1, 4 * WIDE}) {
      commit(puts(0, width));
      List<Write> writes = new ArrayList<>(puts(width, 2 * width));
      writes.addAll(range(width / 2, 2 * width));
      writes.addAll(puts(width / 2, width / 2 + 1));
      commit(writes);
      assertThat(TestStore.rows(rows)).isEqualTo(width / 2 + 1);
      commit(range(0, 10 * width));
    }
  }

  @Test
  void aQueueIsEmptiedFromItsBeginning() {
    for (int end = 0; end < 3_000; end += 30) {
      List<Write> writes = new ArrayList<>(puts(end, end + 30));
      writes.addAll(range(0, end + 29));
      commit(writes);
      assertThat(rows.get(TestStore.key(end + 28))).isNull();
      assertThat(rows.get(TestStore.key(end + 29))).isNotNull();
    }
  }

  @Test
  void fewRowsAreDeletedOneByOne() {
    commit(puts(0, 200));
    Batch narrow = new Batch(0, 1, range(10, 12));
    Batch wide = new Batch(0, 1, range(10, 150));

    store.close();
    StoreDirectory.Opened opened = new StoreDirectory(parent, DirectoryPlace.OPTIONS).open();
    try (DirectoryLock _ = opened.lock(); Database database = opened.database()) {
      assertThat(RangeDeletes.narrowed(List.of(narrow), database).getFirst().writes())
          .hasSize(2).allMatch(Write.Delete.class::isInstance);
      assertThat(RangeDeletes.narrowed(List.of(wide), database)).containsExactly(wide);
    }
  }

  private void commit(List<Write> writes) {
    store.commit(List.of(new Batch(0, rows.epoch(), writes)));
  }

  private static List<Write> puts(int from, int to) {
    List<Write> writes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      writes.add(new Write.Put(TestStore.key(i), ("value of " + i).getBytes(UTF_8)));
    }
    return writes;
  }

  private static List<Write> range(int from, int to) {
    return List.of(new Write.DeleteRange(TestStore.key(from), TestStore.key(to)));
  }
}
