package dev.perdure.testing;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.StoreException;
import java.util.List;

/// Fails a commit or a read when the test says so.
final class DiskFaults implements MemoryFaults {
  private volatile boolean failing;
  private volatile boolean inDoubt;
  private volatile boolean failingReads;

  /// Fails the next commit and keeps none of it.
  void failNextCommit() {
    failing = true;
  }

  /// Fails the next commit and keeps all of it.
  void leaveNextCommitInDoubt() {
    inDoubt = true;
  }

  /// Fails the next read.
  void failNextRead() {
    failingReads = true;
  }

  @Override
  public void beforeBatch(Batch batch) {
    if (failing) {
      failing = false;
      throw failed("lost");
    }
  }

  @Override
  public void afterCommit(List<Batch> batches) {
    if (inDoubt) {
      inDoubt = false;
      throw failed("in doubt");
    }
  }

  @Override
  public void beforeRead(int partition) {
    if (failingReads) {
      failingReads = false;
      throw failed("unreadable");
    }
  }

  private static StoreException failed(String how) {
    return new StoreException(StoreException.Reason.FAILED, "The disk fails as the test wants: "
        + how);
  }
}
