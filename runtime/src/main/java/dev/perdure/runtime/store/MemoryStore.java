package dev.perdure.runtime.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The store that keeps its rows in memory: the specification of the contract, and what tests and
/// simulations run on. Batches are durable in the sense that they survive the store, not the
/// process: they are on its [Disk], and a crash is closing the store and opening the disk again.
public final class MemoryStore implements Store {
  private final Disk disk;
  private final MemoryFaults faults;
  private volatile @Nullable StoreException closedFor;
  private volatile boolean closed;

  private MemoryStore(Disk disk, MemoryFaults faults) {
    this.disk = disk;
    this.faults = faults;
  }

  /// Opens a disk.
  ///
  /// @throws StoreException if another store has it open
  public static MemoryStore open(Disk disk) {
    return open(disk, MemoryFaults.NONE);
  }

  /// Opens a disk with faults to come.
  ///
  /// @throws StoreException if another store has it open
  public static MemoryStore open(Disk disk, MemoryFaults faults) {
    MemoryStore store = new MemoryStore(disk, faults);
    synchronized (disk) {
      if (disk.user != null) {
        throw new StoreException(StoreException.Reason.LOCKED,
            "Expected a disk that nobody uses, but a memory store has it open; close that first");
      }
      disk.user = store;
    }
    return store;
  }

  @Override
  public HubIdentity hub() {
    return disk.hub;
  }

  @Override
  public PartitionStore open(int partition) {
    checkPartition(partition);
    synchronized (disk) {
      checkOpen();
      attempt(() -> faults.beforeOpen(partition));
      Image image = disk.image;
      long epoch = image.epochs.get(partition) + 1;
      disk.image = image.withEpoch(partition, epoch);
      return new Owned(partition, epoch);
    }
  }

  @Override
  public List<CommitOutcome> commit(List<Batch> batches) {
    batches.forEach(batch -> checkPartition(batch.partition()));
    List<CommitOutcome> outcomes = new ArrayList<>(batches.size());
    synchronized (disk) {
      checkOpen();
      for (Batch batch : batches) {
        if (batch.epoch() < 1 || batch.epoch() != disk.image.epochs.get(batch.partition())) {
          outcomes.add(CommitOutcome.FENCED);
        } else {
          attempt(() -> faults.beforeBatch(batch));
          disk.image = disk.image.with(batch);
          outcomes.add(CommitOutcome.DURABLE);
        }
      }
      attempt(() -> faults.afterCommit(batches));
    }
    return Collections.unmodifiableList(outcomes);
  }

  @Override
  public Reads reads(int partition) {
    checkPartition(partition);
    return new Owned(partition, 0);
  }

  @Override
  public Snapshot snapshot() {
    checkOpen();
    return new Frozen(disk.image);
  }

  @Override
  public void close() {
    synchronized (disk) {
      closed = true;
      if (disk.user == this) {
        disk.user = null;
      }
    }
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (StoreException failure) {
      if (failure.reason() == StoreException.Reason.FAILED) {
        closedFor = failure;
        close();
      }
      throw failure;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new StoreException(StoreException.Reason.CLOSED,
          "Expected an open store, but the memory store is closed", closedFor);
    }
  }

  private void checkPartition(int partition) {
    if (partition < 0 || partition >= disk.hub.partitions()) {
      throw new IllegalArgumentException("Expected a partition below " + disk.hub.partitions()
          + ", but got " + partition);
    }
  }

  /// What outlives a memory store.
  public static final class Disk {
    private final HubIdentity hub;
    private volatile Image image;
    private @Nullable MemoryStore user;

    /// An empty disk of a hub with the usual number of partitions.
    public Disk() {
      this(new HubIdentity("memory", HubIdentity.DEFAULT_PARTITIONS, HubIdentity.CURRENT_FORMAT));
    }

    /// An empty disk.
    ///
    /// @param hub the hub it is for
    public Disk(HubIdentity hub) {
      this(hub, Image.empty(hub.partitions()));
    }

    private Disk(HubIdentity hub, Image image) {
      this.hub = hub;
      this.image = image;
    }

    /// A disk with the same content, as of now. Costs next to nothing.
    public Disk copy() {
      return new Disk(hub, image);
    }
  }

  /// Everything durable at one moment; immutable.
  private record Image(List<SortedRows> partitions, List<Long> epochs) {

    static Image empty(int partitions) {
      return new Image(
          Collections.nCopies(partitions, SortedRows.EMPTY), Collections.nCopies(partitions, 0L));
    }

    Image with(Batch batch) {
      SortedRows rows = partitions.get(batch.partition());
      for (Write write : batch.writes()) {
        rows = switch (write) {
          case Write.Put put -> rows.put(put.key(), put.value());
          case Write.Delete delete -> rows.remove(delete.key());
          case Write.DeleteOnce delete -> rows.remove(delete.key());
          case Write.DeleteRange range -> rows.removeRange(range.from(), range.to());
        };
      }
      return new Image(replaced(partitions, batch.partition(), rows), epochs);
    }

    Image withEpoch(int partition, long epoch) {
      return new Image(partitions, replaced(epochs, partition, epoch));
    }

    private static <T> List<T> replaced(List<T> list, int index, T element) {
      List<T> copy = new ArrayList<>(list);
      copy.set(index, element);
      return copy;
    }
  }

  /// Rows of one partition, of now or of a snapshot.
  private class PartitionRows implements Reads {
    private final int partition;
    private final Supplier<Image> image;

    PartitionRows(int partition, Supplier<Image> image) {
      this.partition = partition;
      this.image = image;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = rows().get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
      return new RowCursor(partition, rows().walk(from, to));
    }

    private SortedRows rows() {
      checkRead(partition);
      return image.get().partitions.get(partition);
    }
  }

  private final class Owned extends PartitionRows implements PartitionStore {
    private final long epoch;

    Owned(int partition, long epoch) {
      super(partition, () -> disk.image);
      this.epoch = epoch;
    }

    @Override
    public long epoch() {
      return epoch;
    }
  }

  private final class Frozen implements Snapshot {
    private volatile @Nullable Image image;

    Frozen(Image image) {
      this.image = image;
    }

    @Override
    public Reads partition(int partition) {
      checkPartition(partition);
      checkOpen();
      image();
      return new PartitionRows(partition, this::image);
    }

    private Image image() {
      Image present = image;
      if (present == null) {
        throw new IllegalStateException("Expected an open snapshot, but it is closed");
      }
      return present;
    }

    @Override
    public void close() {
      image = null;
    }
  }

  private final class RowCursor implements Cursor {
    private final int partition;
    private SortedRows.@Nullable Walk walk;

    RowCursor(int partition, SortedRows.Walk walk) {
      this.partition = partition;
      this.walk = walk;
    }

    @Override
    public boolean next() {
      checkRead(partition);
      return walk().next();
    }

    @Override
    public byte[] key() {
      checkOpen();
      return walk().key().clone();
    }

    @Override
    public byte[] value() {
      checkOpen();
      return walk().value().clone();
    }

    private SortedRows.Walk walk() {
      SortedRows.Walk present = walk;
      if (present == null) {
        throw new IllegalStateException("Expected an open cursor, but it is closed");
      }
      return present;
    }

    @Override
    public void close() {
      walk = null;
    }
  }

  private void checkRead(int partition) {
    checkOpen();
    attempt(() -> faults.beforeRead(partition));
  }
}
