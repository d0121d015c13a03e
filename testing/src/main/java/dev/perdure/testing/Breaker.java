package dev.perdure.testing;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A store that can be cut off at one moment: what was committed before may be told to anybody, and
/// nothing is committed afterwards. So a crash can be looked at from the outside while the process
/// that crashed still runs.
final class Breaker implements Store {
  private final Store store;
  private volatile CountDownLatch counting = new CountDownLatch(0);
  private @Nullable StoreException crash;

  Breaker(Store store) {
    this.store = store;
  }

  /// The store behind.
  Store store() {
    return store;
  }

  /// Lets no commit through any more; one that is under way is awaited.
  synchronized void cut() {
    crash = new StoreException(
        StoreException.Reason.FAILED, "Expected to go on, but the test has crashed this hub");
  }

  /// Opens when there were so many commits from now on.
  CountDownLatch after(int commits) {
    CountDownLatch latch = new CountDownLatch(commits);
    counting = latch;
    return latch;
  }

  @Override
  public synchronized List<CommitOutcome> commit(List<Batch> batches) {
    if (crash != null) {
      throw new StoreException(StoreException.Reason.CLOSED,
          "Expected an open store to commit to, but it is closed", crash);
    }
    List<CommitOutcome> outcomes = store.commit(batches);
    counting.countDown();
    return outcomes;
  }

  @Override
  public HubIdentity hub() {
    return store.hub();
  }

  @Override
  public PartitionStore open(int partition) {
    return store.open(partition);
  }

  @Override
  public Reads reads(int partition) {
    return store.reads(partition);
  }

  @Override
  public Snapshot snapshot() {
    return store.snapshot();
  }

  @Override
  public void close() {
    store.close();
  }
}
