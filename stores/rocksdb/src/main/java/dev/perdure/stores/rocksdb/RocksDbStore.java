package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.OnlineBackup;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store in a directory of the local disk, for one process.
///
/// Durable means: written to RocksDB's log and synced to the disk (`fdatasync`). Committed batches
/// survive the end of the process and of the machine, as far as the disk keeps what it has synced.
///
/// Contract, beyond that of [Store]:
/// - all batches of a [#commit] are one write batch and one sync, so that they survive together;
/// - a directory has one owner at a time, and a second one is refused with the first one's number;
/// - a log that has lost acknowledged commits is refused, also where RocksDB opens it silently;
/// - a commit takes at most 1 GiB; a larger one is an [IllegalArgumentException] and changes
///   nothing;
/// - native memory is bounded by [RocksDbOptions], and is never touched after [#close].
public final class RocksDbStore implements Store, OnlineBackup {
  private static final Logger log = LoggerFactory.getLogger(RocksDbStore.class);

  private final Path directory;
  private final HubIdentity hub;
  private final DirectoryLock lock;
  private final Database database;
  private final PositionMark mark;
  private final Object writing = new Object();
  private final long[] epochs;
  private volatile long position;
  private boolean closed;

  private RocksDbStore(Path directory, StoreDirectory.Opened opened) {
    this.directory = directory;
    hub = opened.hub();
    lock = opened.lock();
    database = opened.database();
    mark = opened.mark();
    epochs = new long[hub.partitions()];
    for (int partition = 0; partition < epochs.length; partition++) {
      epochs[partition] = number(Keys.epoch(partition));
    }
    position = number(Keys.POSITION);
    database.afterFailure(this::close);
    log.info("Opened the store in {} at position {}", directory, position);
  }

  /// Opens or creates the store in a directory, with [RocksDbOptions#defaults].
  ///
  /// @throws StoreException as [#open(Path, RocksDbOptions)]
  public static RocksDbStore open(Path directory) {
    return open(directory, RocksDbOptions.defaults());
  }

  /// Opens the store in a directory, or creates it if the directory is empty or does not exist.
  ///
  /// @throws StoreException with the reason
  ///     [LOCKED][StoreException.Reason#LOCKED] if a process has it open,
  ///     [INACCESSIBLE][StoreException.Reason#INACCESSIBLE] if it cannot be read or written,
  ///     [NEWER_FORMAT][StoreException.Reason#NEWER_FORMAT] if a newer release wrote it,
  ///     [DAMAGED][StoreException.Reason#DAMAGED] if a part or acknowledged commits are missing,
  ///     [FAILED][StoreException.Reason#FAILED] if the disk is full
  public static RocksDbStore open(Path directory, RocksDbOptions options) {
    StoreDirectory.Opened opened = new StoreDirectory(directory, options).open();
    try {
      return new RocksDbStore(directory, opened);
    } catch (RuntimeException e) {
      opened.database().close();
      opened.lock().close();
      throw e;
    }
  }

  /// Makes a store directory of a backup: copies it, opens the copy and reads all of it. The hub
  /// keeps its id; do not run it beside the original.
  ///
  /// @param backup what [#backup] wrote; it is only read
  /// @param directory where the store shall be; empty or not there yet
  /// @throws StoreException if the backup is not whole, or the directory not empty
  public static void restore(Path backup, Path directory) {
    StoreBackup.restore(backup, directory);
  }

  @Override
  public HubIdentity hub() {
    return hub;
  }

  @Override
  public PartitionStore open(int partition) {
    checkPartition(partition);
    synchronized (writing) {
      long epoch = epochs[partition] + 1;
      write(EncodedBatch.ofEpoch(partition, epoch, position + 1));
      epochs[partition] = epoch;
      return new RocksDbRows(database, partition, epoch);
    }
  }

  @Override
  public List<CommitOutcome> commit(List<Batch> batches) {
    List<CommitOutcome> outcomes = new ArrayList<>(batches.size());
    List<Batch> accepted = new ArrayList<>(batches.size());
    synchronized (writing) {
      for (Batch batch : batches) {
        checkPartition(batch.partition());
        boolean owner = batch.epoch() > 0 && batch.epoch() == epochs[batch.partition()];
        outcomes.add(owner ? CommitOutcome.DURABLE : CommitOutcome.FENCED);
        if (owner && !batch.writes().isEmpty()) {
          accepted.add(batch);
        }
      }
      if (accepted.isEmpty()) {
        database.checkOpen();
      } else {
        write(EncodedBatch.of(RangeDeletes.narrowed(accepted, database), position + 1));
      }
    }
    return Collections.unmodifiableList(outcomes);
  }

  @Override
  public Reads reads(int partition) {
    checkPartition(partition);
    return new RocksDbRows(database, partition, 0);
  }

  @Override
  public Snapshot snapshot() {
    return database.hold("make a snapshot",
        rocks -> new RocksDbSnapshot(database, rocks, this::checkPartition));
  }

  @Override
  public void backup(Path target) {
    database.checkOpen();
    StoreBackup.write(directory, database, position, target);
  }

  @Override
  public void close() {
    database.close();
    synchronized (writing) {
      if (closed) {
        return;
      }
      closed = true;
      try (lock) {
        mark.close();
      } catch (IOException e) {
        log.warn("The mark in {} could not be closed", directory, e);
      }
    }
    log.info("Closed the store in {} at position {}", directory, position);
  }

  /// The only way anything gets written: synced, with the next position, and then marked.
  private void write(byte[] encoded) {
    long next = position + 1;
    try {
      database.write(encoded);
      mark.write(next);
      position = next;
    } catch (IOException e) {
      close();
      throw database.failed("write the file " + PositionMark.NAME, e);
    }
  }

  private long number(byte[] key) {
    byte[] value = database.get(key);
    return value == null ? 0 : Keys.number(value);
  }

  private void checkPartition(int partition) {
    if (partition < 0 || partition >= epochs.length) {
      throw new IllegalArgumentException(
          "Expected a partition below " + epochs.length + ", but got " + partition);
    }
  }
}
