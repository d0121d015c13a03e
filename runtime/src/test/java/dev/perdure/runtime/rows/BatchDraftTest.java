package dev.perdure.runtime.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BatchDraftTest {
  private final BatchDraft draft = new BatchDraft();

  @Test
  void theLastChangeOfAKeyRemains() {
    draft.put(bytes("a"), bytes("1"));
    draft.put(bytes("b"), bytes("1"));
    draft.put(bytes("a"), bytes("2"));
    draft.delete(bytes("b"));

    assertThat(writes()).containsExactly("put a 2", "delete b");
  }

  @Test
  void aFreshRowThatIsRemovedLeavesNothing() {
    draft.putFresh(bytes("a"), bytes("1"));
    draft.put(bytes("a"), bytes("2"));
    draft.deleteOnce(bytes("a"));
    draft.putFresh(bytes("b"), bytes("1"));
    draft.delete(bytes("b"));

    assertThat(draft.isEmpty()).isTrue();
    assertThat(writes()).isEmpty();
  }

  @Test
  void aRowThatIsNotFreshIsRemovedInTheStore() {
    draft.put(bytes("a"), bytes("1"));
    draft.delete(bytes("a"));

    assertThat(writes()).containsExactly("delete a");
  }

  @Test
  void aFreshRowInThePlaceOfARemovedOneKeepsTheRemoval() {
    draft.deleteOnce(bytes("a"));
    draft.putFresh(bytes("a"), bytes("1"));
    draft.delete(bytes("b"));
    draft.putFresh(bytes("b"), bytes("1"));
    draft.put(bytes("b"), bytes("2"));

    assertThat(writes()).containsExactly("delete a once", "put a 1", "delete b", "put b 2");
  }

  @Test
  void removingAFreshRowInThePlaceOfARemovedOneStillRemovesThat() {
    draft.deleteOnce(bytes("a"));
    draft.putFresh(bytes("a"), bytes("1"));
    draft.deleteOnce(bytes("a"));

    assertThat(writes()).containsExactly("delete a once");
  }

  @Test
  void rangesComeLast() {
    draft.deleteAll(bytes("a"));
    draft.putFresh(bytes("a1"), bytes("1"));

    assertThat(writes()).containsExactly("put a1 1", "delete a to b");
    assertThat(draft.isEmpty()).isFalse();
  }

  @Test
  void theWritesAreInTheOrderOfTheirKeysFirstChange() {
    draft.put(bytes("b"), bytes("1"));
    draft.put(bytes("a"), bytes("1"));
    draft.put(bytes("b"), bytes("2"));

    assertThat(writes()).containsExactly("put b 2", "put a 1");
  }

  /// Random programs that keep the contract, in batches, end where they end without batches, and no
  /// key is put twice before it is deleted once.
  @Test
  void coalescingChangesNothing() {
    for (int seed = 0; seed < 300; seed++) {
      try (MemoryStore store = MemoryStore.open(new MemoryStore.Disk())) {
        PartitionStore rows = store.open(0);
        Program program = new Program(new Random(seed));
        for (int batch = 0; batch < 8; batch++) {
          BatchDraft open = program.batch();
          program.check(open.writes());
          store.commit(List.of(new Batch(0, rows.epoch(), open.writes())));
        }

        assertThat(all(rows)).as("seed %d", seed).isEqualTo(program.expected);
      }
    }
  }

  private static Map<String, String> all(PartitionStore rows) {
    Map<String, String> all = new TreeMap<>();
    try (Cursor cursor = rows.scan(new byte[0], new byte[]{(byte) 0xFF})) {
      while (cursor.next()) {
        all.put(text(cursor.key()), text(cursor.value()));
      }
    }
    return all;
  }

  /// Rows that are put once and deleted once, and what the store has been told of each.
  private static final class Program {
    private final Random random;
    private final Map<String, String> expected = new TreeMap<>();
    private final Map<String, Integer> puts = new HashMap<>();
    private int value;

    Program(Random random) {
      this.random = random;
    }

    BatchDraft batch() {
      BatchDraft draft = new BatchDraft();
      for (int i = random.nextInt(12); i > 0; i--) {
        String key = "k" + random.nextInt(4);
        if (expected.remove(key) != null) {
          draft.deleteOnce(bytes(key));
        } else {
          expected.put(key, "v" + ++value);
          draft.putFresh(bytes(key), bytes("v" + value));
        }
      }
      return draft;
    }

    void check(List<Write> writes) {
      for (Write write : writes) {
        if (write instanceof Write.Put put) {
          assertThat(puts.merge(text(put.key()), 1, Integer::sum)).isEqualTo(1);
        } else if (write instanceof Write.DeleteOnce delete) {
          assertThat(puts.remove(text(delete.key()))).isEqualTo(1);
        }
      }
    }
  }

  private List<String> writes() {
    List<String> writes = new ArrayList<>();
    for (Write write : draft.writes()) {
      writes.add(switch (write) {
        case Write.Put put -> "put " + text(put.key()) + " " + text(put.value());
        case Write.Delete delete -> "delete " + text(delete.key());
        case Write.DeleteOnce delete -> "delete " + text(delete.key()) + " once";
        case Write.DeleteRange range ->
          "delete " + text(range.from()) + " to " + text(range.to());
      });
    }
    return writes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
