package dev.perdure.runtime.partition;

import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.commit.SealedBatch;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.store.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The way of a partition's batches to the committer: the open one, those that are not durable yet,
/// and the rule how long the open one waits.
final class Pipeline implements SealedBatch.Owner {

  /// Hears that a batch was lost.
  interface Losing {

    /// All memory of the partition is void.
    void lost(String reason);

    /// There is room again for more batches.
    void roomy();
  }

  /// How long an open batch waits for turns that run ahead, in nanoseconds. They take microseconds
  /// unless their orchestrator blocks, and that must hold nobody up.
  private static final long HOLD = 300_000;

  /// The most bytes in flight before a partition takes no more inputs.
  private static final long MAX_UNCOMMITTED = 16L << 20;

  /// An open batch of this size is sealed whatever is under way.
  private static final long MAX_OPEN = 1L << 20;

  private final int partition;
  private final long epoch;
  private final Services services;
  private final Losing losing;
  private final AtomicLong uncommitted = new AtomicLong();
  private BatchDraft draft = new BatchDraft();
  private List<Runnable> effects = new ArrayList<>();
  private long batch = 1;
  private long openedAt;
  private int turnsAhead;
  private volatile long durableBatch;
  private volatile boolean waitsForRoom;

  Pipeline(int partition, long epoch, Services services, Losing losing) {
    this.partition = partition;
    this.epoch = epoch;
    this.services = services;
    this.losing = losing;
  }

  BatchDraft draft() {
    return draft;
  }

  /// The number of the open batch.
  long batch() {
    return batch;
  }

  /// The number of the last durable batch.
  long durableBatch() {
    return durableBatch;
  }

  /// Runs an effect when the open batch is durable.
  void afterwards(Runnable effect) {
    effects.add(effect);
  }

  /// Gives an answer when the open batch is durable, and another one if that is lost.
  void replyAfterwards(Consumer<Outcome> reply, Outcome outcome) {
    effects.add(new Reply(reply, outcome));
  }

  /// A turn of the instance has left for a worker of this process, ahead of durability.
  void turnAhead(CachedInstance cached) {
    turnsAhead++;
    cached.aheadGeneration(batch);
  }

  /// The instance's turn has changed: if one ran ahead, it has come back.
  void turnChanged(CachedInstance cached) {
    if (cached.aheadGeneration() == batch && turnsAhead > 0) {
      turnsAhead--;
    }
    cached.aheadGeneration(-1);
  }

  /// Whether so much is in flight that the partition should wait.
  boolean full() {
    boolean full = uncommitted.get() > MAX_UNCOMMITTED;
    waitsForRoom = full;
    return full && uncommitted.get() > MAX_UNCOMMITTED;
  }

  /// How long the open batch should still wait for turns that run ahead; 0 to seal it now.
  long holdNanos(boolean owesAcknowledgements) {
    if (draft.isEmpty() && effects.isEmpty()) {
      return owesAcknowledgements ? 0 : LoopBody.UNTIL_WOKEN;
    }
    if (turnsAhead == 0 || draft.bytes() > MAX_OPEN) {
      return 0;
    }
    long now = services.env().nanos();
    if (openedAt == 0) {
      openedAt = now;
    }
    return Math.max(0, HOLD - (now - openedAt));
  }

  /// Hands the open batch to the committer and opens the next one.
  void seal() {
    if (draft.isEmpty() && effects.isEmpty()) {
      return;
    }
    SealedBatch sealed = new SealedBatch(new Batch(partition, epoch, draft.writes()), effects,
        this);
    long bytes = draft.bytes();
    uncommitted.addAndGet(bytes);
    effects.add(() -> release(bytes));
    draft = new BatchDraft();
    effects = new ArrayList<>();
    batch++;
    openedAt = 0;
    // Turns that are still under way are no reason to hold the next batch.
    turnsAhead = 0;
    services.committer().submit(sealed);
  }

  /// Whether nothing is in flight.
  boolean settled() {
    return durableBatch == batch - 1;
  }

  @Override
  public void durable(SealedBatch sealed) {
    // The committer alone writes this, batch after batch.
    long next = durableBatch + 1;
    durableBatch = next;
  }

  @Override
  public void lost(SealedBatch sealed, String reason) {
    refuse(sealed.effects(), reason);
    losing.lost(reason);
  }

  /// The open batch will never be sealed.
  void abandon(String reason) {
    refuse(effects, reason);
  }

  private static void refuse(List<Runnable> effects, String reason) {
    for (Runnable effect : effects) {
      if (effect instanceof Reply reply) {
        reply.to().accept(new Outcome.Unavailable(reason));
      }
    }
  }

  private void release(long bytes) {
    uncommitted.addAndGet(-bytes);
    if (waitsForRoom) {
      losing.roomy();
    }
  }

  /// An answer that waits for its batch.
  private record Reply(Consumer<Outcome> to, Outcome outcome) implements Runnable {
    @Override
    public void run() {
      to.accept(outcome);
    }
  }
}
