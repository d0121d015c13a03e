package dev.perdure.sdk;

/// A critical section that an orchestrator is inside. Closing it unlocks all its entities; closing
/// it twice is harmless. An orchestration that ends leaves its section by itself.
public interface EntityLock extends AutoCloseable {

  /// Leaves the section.
  @Override
  void close();
}
