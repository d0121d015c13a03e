package dev.perdure.testing;

import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.Store;

/// A disk in memory. Its crash keeps what was durable at that moment.
public final class MemoryPlace implements StorePlace {
  private final MemoryFaults faults;
  private MemoryStore.Disk disk = new MemoryStore.Disk();

  /// An empty disk.
  public MemoryPlace() {
    this(MemoryFaults.NONE);
  }

  /// An empty disk with faults to come.
  public MemoryPlace(MemoryFaults faults) {
    this.faults = faults;
  }

  @Override
  public Store open() {
    return MemoryStore.open(disk, faults);
  }

  @Override
  public void crash(Store store) {
    disk = disk.copy();
    store.close();
  }
}
