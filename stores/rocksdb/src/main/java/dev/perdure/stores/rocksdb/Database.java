package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.StoreException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// An open RocksDB, guarded: a native object used after it was freed ends the process. Every use
/// holds a shared lock, and closing waits for all uses, frees cursors and snapshots first and
/// leaves exceptions to whoever comes later. After an error it is closed for good.
final class Database implements AutoCloseable {
  private final Path directory;
  private final Tuning tuning;
  private final RocksDB rocks;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final StampedLock lock = new StampedLock();
  private final Set<NativeUse> uses = ConcurrentHashMap.newKeySet();
  private volatile Runnable afterFailure = () -> {};
  private volatile @Nullable StoreException closedFor;
  private boolean closed;

  private Database(Path directory, Tuning tuning, RocksDB rocks) {
    this.directory = directory;
    this.tuning = tuning;
    this.rocks = rocks;
  }

  /// Opens or creates; the exception is RocksDB's, for the caller to make sense of.
  static Database open(Path directory, RocksDbOptions options, boolean create)
      throws RocksDBException {
    RocksDB.loadLibrary();
    Tuning tuning = new Tuning(options, create);
    try {
      return new Database(directory, tuning, RocksDB.open(tuning.options(), directory.toString()));
    } catch (RocksDBException e) {
      tuning.close();
      throw e;
    }
  }

  /// Reads the position of the last commit as recovery finds it, and changes nothing on disk.
  static long peekPosition(Path directory, RocksDbOptions options) throws RocksDBException {
    RocksDB.loadLibrary();
    try (Tuning tuning = new Tuning(options, false);
        RocksDB rocks = RocksDB.openReadOnly(tuning.options(), directory.toString())) {
      byte[] position = rocks.get(Keys.POSITION);
      return position == null ? 0 : Keys.number(position);
    }
  }

  /// Reads everything, compares it with its checksums, and changes nothing on disk.
  static void verify(Path directory, RocksDbOptions options) throws RocksDBException {
    RocksDB.loadLibrary();
    try (Tuning tuning = new Tuning(options, false);
        RocksDB rocks = RocksDB.openReadOnly(tuning.options(), directory.toString())) {
      rocks.verifyChecksum();
    }
  }

  /// Frees a native object that hangs on the database; called once, with the database locked.
  interface NativeUse {
    void free(RocksDB rocks);
  }

  /// What is done with the open database.
  interface Use<T extends @Nullable Object> {
    T with(RocksDB rocks) throws RocksDBException;
  }

  /// Runs something on the open database. A failure closes it.
  <T extends @Nullable Object> T use(String what, Use<T> use) {
    StoreException failure;
    long stamp = lock.readLock();
    try {
      checkOpen();
      return use.with(rocks);
    } catch (RocksDBException e) {
      failure = failed(what, e);
    } finally {
      lock.unlockRead(stamp);
    }
    closedFor = failure;
    close();
    afterFailure.run();
    throw failure;
  }

  /// Names what else has to be closed after an error, on the thread that met it.
  void afterFailure(Runnable action) {
    afterFailure = action;
  }

  /// Runs something that makes a native object and keeps it for freeing.
  <T extends NativeUse> T hold(String what, Use<T> use) {
    return use(what, open -> {
      T made = use.with(open);
      uses.add(made);
      return made;
    });
  }

  /// Frees a native object that nobody uses any more, unless closing has done so.
  void release(NativeUse use) {
    long stamp = lock.readLock();
    try {
      if (uses.remove(use)) {
        use.free(rocks);
      }
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /// Writes a batch in RocksDB's own format and syncs the log. There is no other way to write.
  void write(byte[] encoded) {
    use("write and sync", open -> {
      try (WriteBatch batch = new WriteBatch(encoded)) {
        open.write(synced, batch);
      }
      return true;
    });
  }

  byte @Nullable [] get(byte[] key) {
    return this.<byte @Nullable []>use("read", open -> open.get(key));
  }

  /// Makes a directory with the durable state, by hard links where the file system allows.
  void checkpoint(Path target) throws RocksDBException {
    long stamp = lock.readLock();
    try {
      checkOpen();
      try (Checkpoint checkpoint = Checkpoint.create(rocks)) {
        checkpoint.createCheckpoint(target.toString());
      }
    } finally {
      lock.unlockRead(stamp);
    }
  }

  @Override
  public void close() {
    long stamp = lock.writeLock();
    try {
      if (!closed) {
        closed = true;
        uses.forEach(use -> use.free(rocks));
        uses.clear();
        rocks.close();
        synced.close();
        tuning.close();
      }
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  void checkOpen() {
    if (closed) {
      throw new StoreException(StoreException.Reason.CLOSED,
          "Expected an open store, but the one in " + directory + " is closed", closedFor);
    }
  }

  StoreException failed(String what, Exception cause) {
    boolean damage = cause instanceof RocksDBException met && StoreDirectory.isDamage(met);
    return new StoreException(StoreException.Reason.FAILED,
        "Expected to " + what + " in " + directory + ", but: " + cause.getMessage()
            + ". The store is closed. " + (damage
                ? StoreDirectory.WHEN_DAMAGED
                : "Check the disk and its free space, then open it again."),
        cause);
  }
}
