package dev.perdure.runtime.partition;

import dev.perdure.runtime.commit.SealedBatch;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.store.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The way of a partition's batches to the committer: the open one, those that are not durable yet,
/// and the rule how long the open one waits.
final class Pipeline implements SealedBatch.Owner {

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
  private final Runnable wake;
  private final AtomicLong uncommitted = new AtomicLong();
  private BatchDraft draft = new BatchDraft();
  private List<Runnable> effects = new ArrayList<>();
  private long batch = 1;
  private long openedAt;
  private int turnsAhead;
  private volatile long durableBatch;
  private volatile boolean waitsForRoom;
  private volatile boolean waitsForDurable;
  private volatile @Nullable String lost;

  /// @param wake lets the partition look again: there is room, or a batch is durable or lost
  Pipeline(int partition, long epoch, Services services, Runnable wake) {
    this.partition = partition;
    this.epoch = epoch;
    this.services = services;
    this.wake = wake;
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

  /// Whether the open batch is so large that it should take no more.
  boolean crowded() {
    return draft.bytes() > MAX_OPEN;
  }

  /// How long the open batch should still wait for turns that run ahead; 0 to seal it now.
  long holdNanos(boolean owesAcknowledgements) {
    if (draft.isEmpty() && effects.isEmpty()) {
      return owesAcknowledgements ? 0 : LoopBody.UNTIL_WOKEN;
    }
    if (crowded()) {
      return 0;
    }
    // One batch at a time is on its way: while it is, the open one grows, and takes in results and
    // turns that would otherwise be written one by one.
    waitsForDurable = true;
    if (!settled()) {
      return LoopBody.UNTIL_WOKEN;
    }
    waitsForDurable = false;
    if (turnsAhead == 0) {
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
    long bytes = draft.bytes();
    SealedBatch sealed = new SealedBatch(
        new Batch(partition, epoch, draft.writes()), bytes, effects, this);
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

  /// Why a batch was lost, and with it all memory of the partition, or null.
  @Nullable
  String lost() {
    return lost;
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
    if (waitsForDurable) {
      wake.run();
    }
  }

  @Override
  public void lost(SealedBatch sealed, String reason) {
    lost = reason;
    wake.run();
  }

  @Override
  public boolean hasLost() {
    return lost != null;
  }

  private void release(long bytes) {
    uncommitted.addAndGet(-bytes);
    if (waitsForRoom) {
      wake.run();
    }
  }
}
