package dev.perdure.stores.rocksdb.damage;

import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.stores.rocksdb.RocksDbStore;
import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/// Every kind of file of a store with every kind of damage, one at a time: the store is whole
/// afterwards, or refuses with a reason and something to do. It never lacks a row in silence.
final class DamageMatrix {
  private static final int FIRST = 2;
  private static final int OLD = 110;
  private static final int ROWS = 260;

  private final Path parent;
  private final Path first;
  private final Path old;
  private final Path last;

  /// Makes the store that is damaged, in the directory of a process that was killed.
  DamageMatrix(Path parent) throws IOException {
    this.parent = parent;
    first = parent.resolve("first");
    old = parent.resolve("old");
    last = parent.resolve("last");
    Path directory = parent.resolve("store");
    try (RocksDbStore store = RocksDbStore.open(directory, NumberedRows.OPTIONS)) {
      PartitionStore owner = store.open(0);
      for (int row = 0; row < ROWS; row++) {
        NumberedRows.commit(store, owner, row);
        if (row == FIRST) {
          copyWhileOpen(directory, first);
        } else if (row == OLD) {
          copyWhileOpen(directory, old);
        }
      }
      copyWhileOpen(directory, last);
    }
    describeAsUnfinished(first.resolve("FORMAT"));
  }

  /// The description that a store had for a moment while it was made.
  private static void describeAsUnfinished(Path file) throws IOException {
    String whole = Files.readString(file).replace("state complete", "state creating");
    String text = whole.substring(0, whole.lastIndexOf("checksum "));
    CRC32C checksum = new CRC32C();
    checksum.update(text.getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(file, text + "checksum " + String.format("%08x", checksum.getValue()) + "\n");
  }

  /// Goes through all cells.
  Table run(long seed) throws IOException {
    Table table = new Table(List.of(Damage.values()).stream().map(it -> it.title).toList());
    for (FileKind kind : FileKind.values()) {
      Map<Damage, Outcome> row = new EnumMap<>(Damage.class);
      for (Damage damage : Damage.values()) {
        row.put(damage, cell(kind, damage, new SplittableRandom(seed)));
      }
      row.forEach((damage, outcome) -> table.add(kind.toString(), damage.title, outcome));
    }
    return table;
  }

  private Outcome cell(FileKind kind, Damage damage, RandomGenerator random) throws IOException {
    Path copy = parent.resolve("damaged");
    Directories.copy(last, copy);
    try {
      Optional<Path> file = kind.in(copy);
      if (file.isEmpty() || !damage.to(file.get(), kind.in(old), kind.in(first), random)) {
        return new Outcome(Outcome.Kind.NOT_MET, "There is no such file to damage");
      }
      return Outcome.of(copy, ROWS, ROWS);
    } finally {
      Directories.delete(copy);
    }
  }

  /// Repeats itself until the store is quiet meanwhile.
  private static void copyWhileOpen(Path from, Path to) throws IOException {
    while (true) {
      try {
        Map<String, Long> before = sizes(from);
        Directories.copy(from, to);
        if (before.equals(sizes(from))) {
          return;
        }
      } catch (NoSuchFileException e) {
        // A compaction has removed it; again.
      }
      Directories.delete(to);
    }
  }

  private static Map<String, Long> sizes(Path directory) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (Path file : Directories.files(directory)) {
      if (!file.endsWith("LOG")) {
        sizes.put(file.toString(), Files.size(file));
      }
    }
    return sizes;
  }
}
