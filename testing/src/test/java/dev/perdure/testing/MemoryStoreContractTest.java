package dev.perdure.testing;

import dev.perdure.runtime.store.MemoryStore;

final class MemoryStoreContractTest extends StoreContract {
  @Override
  protected StorePlace place() {
    MemoryStore.Disk disk = new MemoryStore.Disk();
    return () -> MemoryStore.open(disk);
  }
}
