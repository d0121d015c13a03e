package dev.perdure.testing.simulation;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.testing.simulation.check.Findings;
import dev.perdure.testing.simulation.check.Ledger;
import dev.perdure.testing.simulation.check.Oracle;
import dev.perdure.testing.simulation.check.RowKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A memory store whose process may crash at every commit and whose disk may fail. What becomes
/// durable goes into the ledger.
final class SimStore implements Store {

  /// What the store needs of the world around it.
  record Surroundings(
      Faults faults, Ledger ledger, Findings findings, Trace trace, WallClock clock,
      Runnable crash, Mutation mutation) {}

  private final MemoryStore store;
  private final MemoryStore.Disk disk;
  private final Surroundings around;
  private final long[] epochs;
  private final ArrayDeque<MemoryStore.Disk> tail = new ArrayDeque<>();
  private final Failing failing = new Failing();
  private @Nullable Batch held;
  private boolean closed;

  SimStore(MemoryStore.Disk disk, Surroundings around) {
    this.disk = disk;
    this.store = MemoryStore.open(disk, failing);
    this.around = around;
    this.epochs = new long[store.hub().partitions()];
  }

  @Override
  public HubIdentity hub() {
    return store.hub();
  }

  @Override
  public PartitionStore open(int partition) {
    if (around.faults().crashesBefore()) {
      throw crashed();
    }
    if (around.faults().failsToOpen()) {
      throw failed("The simulated disk failed to open partition " + partition);
    }
    PartitionStore opened = store.open(partition);
    epochs[partition] = opened.epoch();
    if (around.faults().crashesAfter()) {
      throw crashed();
    }
    around.trace().say("partition " + partition + " opens in epoch " + opened.epoch());
    return new FaultyPartition(opened);
  }

  @Override
  public List<CommitOutcome> commit(List<Batch> batches) {
    if (batches.stream().allMatch(batch -> batch.writes().isEmpty())) {
      return keep(batches);
    }
    if (around.faults().crashesBefore()) {
      throw crashed();
    }
    return switch (around.faults().atCommit()) {
      case GOES_WELL -> keep(batches);
      case CRASHES -> {
        survive(batches);
        throw crashed();
      }
      case FAILS -> {
        survive(batches);
        throw failed("The simulated disk failed to sync");
      }
    };
  }

  /// A part of the batches survives a commit that did not end well.
  private void survive(List<Batch> batches) {
    int survivors = around.faults().survivors(batches.size());
    List<Batch> kept = new ArrayList<>(batches.subList(0, survivors));
    if (around.mutation() == Mutation.TEARS_BATCHES && survivors < batches.size()) {
      Batch torn = batches.get(survivors);
      kept.add(
          new Batch(
              torn.partition(), torn.epoch(),
              torn.writes().subList(0, torn.writes().size() / 2)));
    }
    keep(kept);
  }

  private List<CommitOutcome> keep(List<Batch> batches) {
    List<CommitOutcome> outcomes = new ArrayList<>();
    for (Batch batch : batches) {
      outcomes.add(switch (around.mutation()) {
        case ACKNOWLEDGES_BEFORE_KEEPING -> {
          keepHeld();
          held = batch;
          yield CommitOutcome.DURABLE;
        }
        case LOSES_BATCHES ->
          around.faults().plants(30) ? CommitOutcome.DURABLE : keep(batch);
        case REORDERS_BATCHES -> {
          if (held == null && around.faults().plants(8)) {
            held = batch;
            yield CommitOutcome.DURABLE;
          }
          CommitOutcome outcome = keep(batch);
          keepHeld();
          yield outcome;
        }
        case IGNORES_EPOCHS ->
          keep(new Batch(batch.partition(), epochs[batch.partition()], batch.writes()));
        default -> keep(around.mutation().of(batch));
      });
    }
    return outcomes;
  }

  private void keepHeld() {
    Batch late = held;
    held = null;
    if (late != null) {
      keep(late);
    }
  }

  /// The disk as it was a few commits ago.
  MemoryStore.Disk withoutTail(MemoryStore.Disk now) {
    return tail.isEmpty() ? now : tail.getFirst();
  }

  private CommitOutcome keep(Batch batch) {
    if (around.mutation() == Mutation.LOSES_TAIL) {
      tail.addLast(disk.copy());
      if (tail.size() > 3) {
        tail.removeFirst();
      }
    }
    CommitOutcome outcome = store.commit(List.of(batch)).get(0);
    if (batch.writes().isEmpty()) {
      return outcome;
    }
    if (around.trace().listening()) {
      around.trace().say(outcome + " " + RowKey.describe(batch));
    }
    if (outcome == CommitOutcome.DURABLE) {
      around.findings().check(batch.epoch() == epochs[batch.partition()], Oracle.OWNER,
          () -> "Partition " + batch.partition() + " took a batch of epoch " + batch.epoch()
              + " in epoch " + epochs[batch.partition()]);
      around.trace().committed(batch);
      around.ledger().committed(batch, around.clock().latest());
    } else {
      around.faults().count("- batch of a former owner refused");
    }
    return outcome;
  }

  /// Lets another owner take the partition and go at once.
  void steal(int partition) {
    if (!closed) {
      around.trace().say("another owner takes partition " + partition);
      epochs[partition] = store.open(partition).epoch();
    }
  }

  private Crash crashed() {
    around.crash().run();
    return new Crash();
  }

  /// The failure is the memory store's own, which then tells it to all who come later.
  private StoreException failed(String message) {
    failing.failure = new StoreException(StoreException.Reason.FAILED, message);
    try {
      byte[] unused = store.reads(0).get(new byte[0]);
      throw new IllegalStateException("Expected a failing store, but it was read");
    } catch (StoreException failure) {
      close();
      return failure;
    }
  }

  private Reads faulty(Supplier<Reads> reads) {
    return new FaultyReads(reads.get());
  }

  @Override
  public Reads reads(int partition) {
    return faulty(() -> store.reads(partition));
  }

  @Override
  public Snapshot snapshot() {
    read();
    return store.snapshot();
  }

  @Override
  public void close() {
    closed = true;
    store.close();
  }

  private void read() {
    if (around.faults().failsToRead()) {
      throw failed("The simulated disk failed to read");
    }
  }

  /// Lets every read fail for a reason that there is now.
  private static final class Failing implements MemoryFaults {
    private @Nullable StoreException failure;

    @Override
    public void beforeRead(int partition) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  private class FaultyReads implements Reads {
    private final Reads reads;

    FaultyReads(Reads reads) {
      this.reads = reads;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      read();
      return reads.get(key);
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
      read();
      return reads.scan(from, to);
    }
  }

  private final class FaultyPartition extends FaultyReads implements PartitionStore {
    private final long epoch;

    FaultyPartition(PartitionStore opened) {
      super(opened);
      this.epoch = opened.epoch();
    }

    @Override
    public long epoch() {
      return epoch;
    }
  }
}
