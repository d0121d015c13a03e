package dev.perdure.testing;

final class MemoryHubDurabilityTest extends HubDurability {
  @Override
  protected StorePlace place() {
    return new MemoryPlace();
  }
}
