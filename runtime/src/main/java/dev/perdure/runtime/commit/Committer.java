package dev.perdure.runtime.commit;

import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.env.Loop;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.env.LoopKind;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. Whatever was sealed while the last commit was under way is the next
/// one: the slower the disk, the larger the groups, without any timer. Nothing that a store
/// throws may end this thread, since all partitions wait for it.
public final class Committer {
  private static final Logger log = LoggerFactory.getLogger(Committer.class);

  /// A group takes no more batches beyond this many bytes. A single batch may be larger.
  private static final long LARGEST_GROUP = 64L << 20;

  private final Store store;
  private final Queue<SealedBatch> sealed = new ConcurrentLinkedQueue<>();
  private final Consumer<StoreException> storeFailed;
  private final Loop loop;
  private volatile @Nullable StoreException failure;

  /// Starts the committer.
  ///
  /// @param storeFailed told once if the store fails, on the committer's thread
  public Committer(Store store, Env env, Consumer<StoreException> storeFailed) {
    this.store = store;
    this.storeFailed = storeFailed;
    this.loop = env.loop("perdure-commit", LoopKind.NATIVE, this::run);
  }

  /// Takes a batch. Batches of one owner are committed in the order in which they are handed in.
  public void submit(SealedBatch batch) {
    sealed.add(batch);
    loop.wake();
  }

  /// Ends the committer; what is still waiting is lost.
  public void stop() {
    loop.stop();
    for (SealedBatch batch = sealed.poll(); batch != null; batch = sealed.poll()) {
      batch.owner().lost("the hub has stopped");
    }
  }

  private long run() {
    List<SealedBatch> group = takeGroup();
    while (!group.isEmpty()) {
      StoreException failed = failure;
      if (failed == null) {
        commit(group);
      } else {
        lose(group, String.valueOf(failed.getMessage()));
      }
      group = takeGroup();
    }
    return LoopBody.UNTIL_WOKEN;
  }

  private List<SealedBatch> takeGroup() {
    List<SealedBatch> group = new ArrayList<>();
    long bytes = 0;
    for (SealedBatch next = sealed.peek(); next != null; next = sealed.peek()) {
      bytes += next.bytes();
      if (bytes > LARGEST_GROUP && !group.isEmpty()) {
        break;
      }
      group.add(sealed.remove());
    }
    return group;
  }

  private void commit(List<SealedBatch> group) {
    List<CommitOutcome> outcomes = write(group, group.stream().map(SealedBatch::batch).toList());
    if (outcomes != null) {
      settle(group, outcomes);
    }
  }

  /// Writes the batches, or loses their group.
  private @Nullable List<CommitOutcome> write(List<SealedBatch> group, List<Batch> batches) {
    try {
      return store.commit(batches);
    } catch (StoreException e) {
      fail(group, e);
    } catch (IllegalArgumentException e) {
      // The store does not take such a commit, and nothing has changed.
      log.error("Expected the store to take a commit, but it refused", e);
      lose(group, "the store refused the commit: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      fail(
          group,
          new StoreException(StoreException.Reason.FAILED, "The commit failed: " + e, e));
    }
    return null;
  }

  private static void settle(List<SealedBatch> group, List<CommitOutcome> outcomes) {
    for (int i = 0; i < group.size(); i++) {
      SealedBatch.Owner owner = group.get(i).owner();
      if (outcomes.get(i) == CommitOutcome.DURABLE) {
        owner.durable();
      } else {
        owner.lost("another owner has taken the partition");
      }
    }
  }

  private void fail(List<SealedBatch> group, StoreException cause) {
    failure = cause;
    lose(group, String.valueOf(cause.getMessage()));
    storeFailed.accept(cause);
  }

  private static void lose(List<SealedBatch> group, String reason) {
    for (SealedBatch batch : group) {
      batch.owner().lost(reason);
    }
  }
}
