package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One random program, run on a store and on the memory store at once. Its keys are few and of the
/// bytes at which comparisons go wrong, so that changes meet each other.
final class StoreProgram {
  private static final int STEPS = 80;
  private static final int PARTITIONS = 3;
  private static final byte[] BYTES = {0, 1, 127, -128, -1};

  private final Random random;
  private final StorePlace place;
  private final MemoryStore.Disk disk;
  private Store store;
  private MemoryStore model;
  private final List<Owner> owners = new ArrayList<>();
  private @Nullable Views views;

  StoreProgram(long seed, StorePlace place) {
    this.place = place;
    random = new Random(seed);
    store = place.open();
    disk = new MemoryStore.Disk(store.hub());
    model = MemoryStore.open(disk);
  }

  /// A hold on a partition in both stores.
  private record Owner(int partition, PartitionStore subject, PartitionStore model) {}

  /// A snapshot of both stores.
  private record Views(Snapshot subject, Snapshot model) {}

  void run() {
    try {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      if (random.nextBoolean()) {
        reopen();
      }
      compareAll();
    } finally {
      store.close();
    }
  }

  private void step() {
    int chance = random.nextInt(100);
    if (owners.isEmpty() || chance < 8) {
      open();
    } else if (chance < 60) {
      commit();
    } else if (chance < 85) {
      compareReads(anyOwner());
    } else if (chance < 92) {
      snapshot();
    } else if (chance < 99) {
      compareAll();
    } else {
      reopen();
    }
  }

  private void open() {
    int partition = random.nextInt(PARTITIONS);
    Owner owner = new Owner(partition, store.open(partition), model.open(partition));
    assertThat(owner.subject.epoch()).as("epoch").isEqualTo(owner.model.epoch());
    owners.add(owner);
  }

  private void commit() {
    List<Batch> batches = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Owner owner = anyOwner();
      List<Write> writes = new ArrayList<>();
      for (int j = random.nextInt(6); j > 0; j--) {
        writes.add(write());
      }
      batches.add(new Batch(owner.partition, owner.subject.epoch(), writes));
    }
    assertThat(store.commit(batches)).as("outcomes").isEqualTo(model.commit(batches));
  }

  private Write write() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Write.Delete(key());
      case 2 -> new Write.DeleteRange(key(), key());
      default -> new Write.Put(key(), value());
    };
  }

  private void snapshot() {
    Views old = views;
    if (old == null) {
      views = new Views(store.snapshot(), model.snapshot());
      return;
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      compareRange(old.subject.partition(partition), old.model.partition(partition), TextRows.FIRST,
          TextRows.LAST);
    }
    old.subject.close();
    views = null;
  }

  private void compareAll() {
    try (Snapshot subject = store.snapshot(); Snapshot expected = model.snapshot()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        compareRange(subject.partition(partition), expected.partition(partition), TextRows.FIRST,
            TextRows.LAST);
      }
    }
  }

  private void reopen() {
    views = null;
    owners.clear();
    if (random.nextBoolean()) {
      place.crash(store);
    } else {
      store.close();
    }
    model.close();
    store = place.open();
    model = MemoryStore.open(disk);
  }

  private void compareReads(Owner owner) {
    byte[] key = key();
    assertThat(owner.subject.get(key)).as("value of %s", HexFormat.of().formatHex(key))
        .isEqualTo(owner.model.get(key));
    compareRange(owner.subject, owner.model, key(), key());
  }

  private static void compareRange(Reads subject, Reads expected, byte[] from, byte[] to) {
    try (Cursor found = subject.scan(from, to); Cursor wanted = expected.scan(from, to)) {
      while (wanted.next()) {
        assertThat(found.next()).as("a row").isTrue();
        assertThat(found.key()).as("key").isEqualTo(wanted.key());
        assertThat(found.value()).as("value").isEqualTo(wanted.value());
      }
      assertThat(found.next()).as("a row more").isFalse();
    }
  }

  private Owner anyOwner() {
    // Mostly the newest ones, whose batches go through.
    int back = Math.min(random.nextInt(4), owners.size() - 1);
    return owners.get(owners.size() - 1 - back);
  }

  private byte[] key() {
    byte[] key = new byte[random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = BYTES[random.nextInt(BYTES.length)];
    }
    return key;
  }

  private byte[] value() {
    byte[] value = new byte[random.nextInt(20) == 0 ? 5000 : random.nextInt(8)];
    random.nextBytes(value);
    return value;
  }
}
