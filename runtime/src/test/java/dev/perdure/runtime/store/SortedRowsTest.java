package dev.perdure.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SortedRowsTest {
  private final Random random = new Random(7);

  @Test
  void everyChangeAgreesWithATreeMap() {
    NavigableMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
    SortedRows rows = SortedRows.EMPTY;
    for (int step = 0; step < 20_000; step++) {
      byte[] key = key();
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          rows = rows.remove(key);
          expected.remove(key);
        }
        case 3 -> {
          byte[] to = Arrays.copyOf(key, key.length + 1);
          rows = rows.removeRange(key, to);
          expected.subMap(key, to).clear();
        }
        default -> {
          rows = rows.put(key, key);
          expected.put(key, key);
        }
      }
      if (step % 100 == 0) {
        agree(rows, expected);
      }
    }
    agree(rows, expected);
  }

  @Test
  void aChangeLeavesTheOldMapAlone() {
    byte[] key = {1};
    SortedRows old = SortedRows.EMPTY.put(key, new byte[]{1});

    old.put(key, new byte[]{2});
    old.remove(key);
    old.removeRange(new byte[0], new byte[]{9});

    assertThat(old.get(key)).isEqualTo(new byte[]{1});
  }

  @Test
  void ascendingKeysKeepTheTreeFlat() {
    SortedRows rows = SortedRows.EMPTY;
    for (int i = 0; i < 1 << 16; i++) {
      rows = rows.put(new byte[]{(byte) (i >>> 8), (byte) i}, new byte[0]);
    }

    assertThat(rows.height()).isLessThanOrEqualTo(24);
  }

  private static void agree(SortedRows rows, NavigableMap<byte[], byte[]> expected) {
    List<byte[]> found = new ArrayList<>();
    SortedRows.Walk walk = rows.walk(new byte[0], new byte[]{-1, -1, -1});
    while (walk.next()) {
      found.add(walk.key());
      assertThat(rows.get(walk.key())).isSameAs(walk.value());
    }
    assertThat(found).usingElementComparator(Arrays::compareUnsigned)
        .containsExactlyElementsOf(expected.keySet());
  }

  private byte[] key() {
    byte[] key = new byte[1 + random.nextInt(2)];
    random.nextBytes(key);
    return key;
  }
}
