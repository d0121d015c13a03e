package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Sizes;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.commit.SealedBatch;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.store.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of a partition's batches to the committer: the open one, those that are not durable yet,
/// and the rule how long the open one waits.
final class Pipeline implements SealedBatch.Owner {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

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
  private final AtomicInteger told = new AtomicInteger();
  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  private BatchDraft draft = new BatchDraft();
  private List<Runnable> effects = new ArrayList<>();

  /// The offers among the effects, known only once one of them is to be taken back.
  private @Nullable Map<WorkToken, Offer> offers;

  private long batch = 1;
  private long openedAt;
  private long uncommitted;

  /// About how many bytes of work the open batch offers.
  private long offeredBytes;

  private int turnsAhead;
  private volatile @Nullable String lost;

  /// @param wake lets the partition look again: a batch is durable or lost
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

  /// The number of the last durable batch whose effects have run.
  long durableBatch() {
    return batch - 1 - inFlight.size();
  }

  /// Runs an effect when the open batch is durable.
  void afterwards(Runnable effect) {
    effects.add(effect);
  }

  /// Gives an answer when the open batch is durable, and another one if that is lost.
  void replyAfterwards(Consumer<Outcome> reply, Outcome outcome) {
    effects.add(new Reply(reply, outcome));
  }

  /// Offers work when the open batch is durable.
  void offerAfterwards(WorkItem item, Runnable effect) {
    WorkToken token = item.token();
    Offer offer = new Offer(token, effect);
    effects.add(offer);
    offeredBytes += Sizes.of(item);
    if (offers != null) {
      offers.put(token, offer);
    }
  }

  /// Takes back work that the open batch offers. What comes and goes within a batch leaves no row,
  /// so that nobody may begin it.
  ///
  /// @return whether the batch offers it
  boolean withdraw(WorkToken token) {
    if (offers == null) {
      offers = new HashMap<>();
      for (Runnable effect : effects) {
        if (effect instanceof Offer offer) {
          offers.put(offer.token, offer);
        }
      }
    }
    Offer offer = offers.remove(token);
    if (offer != null) {
      offer.withdrawn = true;
    }
    return offer != null;
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
    return uncommitted > MAX_UNCOMMITTED;
  }

  /// Whether the open batch, with what it offers, is so large that it should take no more.
  boolean crowded() {
    return draft.bytes() + offeredBytes > MAX_OPEN;
  }

  /// Runs the effects of the batches that have become durable. They run here, on the partition's
  /// loop, so that the committer does nothing but commit.
  void runEffects() {
    for (int count = told.getAndSet(0); count > 0; count--) {
      InFlight durable = inFlight.removeFirst();
      uncommitted -= durable.bytes();
      durable.effects().forEach(Pipeline::run);
    }
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
    if (!settled()) {
      return LoopBody.UNTIL_WOKEN;
    }
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
    SealedBatch sealed = new SealedBatch(
        new Batch(partition, epoch, draft.writes()), draft.bytes(), this);
    long bytes = draft.bytes() + offeredBytes;
    inFlight.addLast(new InFlight(bytes, effects));
    uncommitted += bytes;
    draft = new BatchDraft();
    effects = new ArrayList<>();
    offeredBytes = 0;
    offers = null;
    batch++;
    openedAt = 0;
    // Turns that are still under way are no reason to hold the next batch.
    turnsAhead = 0;
    services.committer().submit(sealed);
  }

  /// Whether nothing is in flight.
  boolean settled() {
    return inFlight.isEmpty();
  }

  @Override
  public void durable() {
    // Whatever comes after a lost batch tells of what was in it.
    if (lost == null) {
      told.incrementAndGet();
      wake.run();
    }
  }

  @Override
  public void lost(String reason) {
    lost = reason;
    wake.run();
  }

  /// Why a batch was lost, and with it all memory of the partition, or null.
  @Nullable
  String lost() {
    return lost;
  }

  /// Nothing of this will become known to be durable: whoever waits for an answer is told so.
  void abandon(String reason) {
    refuse(effects, reason);
    inFlight.forEach(lost -> refuse(lost.effects(), reason));
  }

  private static void refuse(List<Runnable> effects, String reason) {
    for (Runnable effect : effects) {
      if (effect instanceof Reply reply) {
        reply.to().accept(new Outcome.Unavailable(reason));
      }
    }
  }

  /// An effect that throws is a mistake of ours; those after it have been promised all the same.
  private static void run(Runnable effect) {
    try {
      effect.run();
    } catch (RuntimeException | Error e) {
      log.error("Expected an effect to run, but it failed", e);
    }
  }

  /// A batch on its way.
  ///
  /// @param bytes about how many bytes it has, with what it offers
  /// @param effects what to run when it is durable
  private record InFlight(long bytes, List<Runnable> effects) {}

  /// An answer that waits for its batch.
  private record Reply(Consumer<Outcome> to, Outcome outcome) implements Runnable {
    @Override
    public void run() {
      to.accept(outcome);
    }
  }

  /// An offer of work that waits for its batch.
  private static final class Offer implements Runnable {
    private final WorkToken token;
    private final Runnable effect;
    private boolean withdrawn;

    Offer(WorkToken token, Runnable effect) {
      this.token = token;
      this.effect = effect;
    }

    @Override
    public void run() {
      if (!withdrawn) {
        effect.run();
      }
    }
  }
}
