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

/// The one thread that writes. Whatever was sealed while the last commit was under way is the next
/// one: the slower the disk, the larger the groups, without any timer.
public final class Committer {
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
    List<SealedBatch> waiting = takeAll();
    for (SealedBatch batch : waiting) {
      batch.owner().lost("the hub has stopped");
    }
  }

  private long run() {
    List<SealedBatch> group = takeAll();
    while (!group.isEmpty()) {
      StoreException failed = failure;
      if (failed == null) {
        commit(group);
      } else {
        lose(group, failed);
      }
      group = takeAll();
    }
    return LoopBody.UNTIL_WOKEN;
  }

  private List<SealedBatch> takeAll() {
    List<SealedBatch> group = new ArrayList<>();
    for (SealedBatch next = sealed.poll(); next != null; next = sealed.poll()) {
      group.add(next);
    }
    return group;
  }

  private void commit(List<SealedBatch> group) {
    List<Batch> batches = new ArrayList<>(group.size());
    for (SealedBatch sealedBatch : group) {
      if (!sealedBatch.batch().writes().isEmpty()) {
        batches.add(sealedBatch.batch());
      }
    }
    List<CommitOutcome> outcomes;
    try {
      outcomes = batches.isEmpty() ? List.of() : store.commit(batches);
    } catch (StoreException e) {
      failure = e;
      lose(group, e);
      storeFailed.accept(e);
      return;
    }
    int next = 0;
    for (SealedBatch sealedBatch : group) {
      boolean durable = sealedBatch.batch().writes().isEmpty()
          || outcomes.get(next++) == CommitOutcome.DURABLE;
      if (durable) {
        sealedBatch.owner().durable();
      } else {
        sealedBatch.owner().lost("another owner has taken the partition");
      }
    }
  }

  private static void lose(List<SealedBatch> group, StoreException cause) {
    for (SealedBatch batch : group) {
      batch.owner().lost(String.valueOf(cause.getMessage()));
    }
  }
}
