package dev.perdure.testing;

import dev.perdure.runtime.store.MemoryStore;

/// Compares the memory store with itself: a test of the programs, and of their determinism.
final class MemoryStoreDifferentialTest extends StoreDifferential {
  @Override
  protected StorePlace place() {
    MemoryStore.Disk disk = new MemoryStore.Disk();
    return () -> MemoryStore.open(disk);
  }

  @Override
  protected String module() {
    return "testing";
  }
}
