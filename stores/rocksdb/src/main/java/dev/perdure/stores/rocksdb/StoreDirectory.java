package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens a directory: takes its lock, reads what it is, creates it if it is nothing yet, and
/// refuses it with a reason otherwise. A refusal leaves the data as they were found.
final class StoreDirectory {
  static final String DATABASE = "db";

  /// What to do about damage.
  static final String WHEN_DAMAGED = "Keep the directory as it is, check the disk, and restore the"
      + " latest backup into an empty directory (a server's with ./perdure restore).";

  /// That of the commit which creation makes; every later one belongs to somebody.
  private static final long FIRST_POSITION = 1;

  private static final Logger log = LoggerFactory.getLogger(StoreDirectory.class);

  private final Path directory;
  private final RocksDbOptions options;

  StoreDirectory(Path directory, RocksDbOptions options) {
    this.directory = directory;
    this.options = options;
  }

  /// What an open directory consists of.
  record Opened(HubIdentity hub, DirectoryLock lock, Database database, PositionMark mark) {}

  Opened open() {
    prepare();
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      FormatFile format = FormatFile.read(directory);
      if (format == null) {
        checkEmpty();
      }
      return format == null || !format.complete()
          ? create(lock)
          : reopen(lock, format);
    } catch (IOException e) {
      lock.close();
      throw inaccessible(e);
    } catch (RocksDBException e) {
      lock.close();
      throw refused(e);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  private void prepare() {
    try {
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new StoreException(StoreException.Reason.INACCESSIBLE,
            "Expected a directory for the store, but " + directory + " is a file");
      }
      DurableFiles.createDirectories(directory);
    } catch (IOException e) {
      throw inaccessible(e);
    }
  }

  /// Creation ends with a second writing of the format file. Until then the store has acknowledged
  /// nothing, so that what an interrupted creation left behind may go.
  private Opened create(DirectoryLock lock) throws IOException, RocksDBException {
    checkNothingCommitted();
    DurableFiles.deleteFlat(databasePath());
    Files.deleteIfExists(directory.resolve(PositionMark.NAME));
    HubIdentity hub = new HubIdentity(
        UUID.randomUUID().toString(), options.partitions(), HubIdentity.CURRENT_FORMAT);
    FormatFile format = new FormatFile(hub, Instant.now().truncatedTo(ChronoUnit.SECONDS), false);
    format.write(directory);
    keepReserve();
    Database database = Database.open(databasePath(), options, true);
    try {
      database.write(EncodedBatch.of(List.of(), FIRST_POSITION));
      PositionMark mark = PositionMark.open(directory);
      mark.write(FIRST_POSITION);
      DurableFiles.syncNames(directory);
      format.completed().write(directory);
      return new Opened(hub, lock, database, mark);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private Opened reopen(DirectoryLock lock, FormatFile format)
      throws IOException, RocksDBException {
    if (!Files.exists(databasePath().resolve("CURRENT"))) {
      throw damaged(databasePath() + " is not a database: its file CURRENT is missing");
    }
    cutNoise();
    // Recovery replaces the log. Looking first keeps a damaged one as evidence and for repair.
    OptionalLong position = PositionMark.read(directory);
    if (position.isPresent()) {
      PositionMark.check(directory, position, Database.peekPosition(databasePath(), options));
    }
    Database database = recover();
    try {
      byte[] recovered = database.get(Keys.POSITION);
      if (recovered == null) {
        throw damaged(databasePath() + " has no position of a last commit");
      }
      PositionMark.check(directory, position, Keys.number(recovered));
      return new Opened(format.hub(), lock, database, PositionMark.open(directory));
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private void cutNoise() throws IOException {
    for (EndlessRecord record : EndlessRecord.in(databasePath())) {
      if (!record.isOnlyNoise()) {
        throw damaged(record.describe());
      }
      record.cutOff(directory);
    }
  }

  /// Opens the database, at the price of the reserve if there is no other room.
  private Database recover() throws RocksDBException {
    try {
      Database database = Database.open(databasePath(), options, false);
      keepReserve();
      return database;
    } catch (RocksDBException e) {
      if (!noSpace(e) || !ReserveFile.giveUp(directory)) {
        throw e;
      }
      log.warn("The disk is full: gave up the reserve in {} to recover. Free some space soon: the"
          + " next time there is none to give.", directory);
      return Database.open(databasePath(), options, false);
    }
  }

  private void keepReserve() {
    if (options.reserveBytes() > 0) {
      ReserveFile.keep(directory, options.reserveBytes());
    }
  }

  private void checkEmpty() throws IOException {
    Path mark = directory.resolve(PositionMark.NAME);
    boolean data = Files.isDirectory(databasePath())
        && !DurableFiles.isEmptyDirectory(databasePath());
    if (data || Files.exists(mark)) {
      throw damaged("the file " + FormatFile.NAME + " is missing while there are data");
    }
  }

  /// Whoever trusts an old copy of the format file would delete everything.
  private void checkNothingCommitted() {
    Path mark = directory.resolve(PositionMark.NAME);
    OptionalLong marked = Files.exists(mark) ? PositionMark.read(directory) : OptionalLong.empty();
    long position = marked.orElseGet(this::recoverablePosition);
    if (position > FIRST_POSITION) {
      throw damaged("the file " + FormatFile.NAME + " says that the store was never finished, while"
          + " there are commits up to position " + position);
    }
  }

  private long recoverablePosition() {
    try {
      return Files.exists(databasePath().resolve("CURRENT"))
          ? Database.peekPosition(databasePath(), options)
          : 0;
    } catch (RocksDBException _) {
      return 0; // Not finished, indeed.
    }
  }

  private Path databasePath() {
    return directory.resolve(DATABASE);
  }

  private static boolean noSpace(RocksDBException e) {
    Status status = e.getStatus();
    return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
        || String.valueOf(e.getMessage()).contains("No space left");
  }

  private StoreException refused(RocksDBException e) {
    if (noSpace(e)) {
      return new StoreException(StoreException.Reason.FAILED,
          "Expected room to recover the store in " + directory + ", but the disk is full: "
              + e.getMessage() + ". Free some space and open it again; nothing is lost.",
          e);
    }
    String message = String.valueOf(e.getMessage());
    if (message.contains("LOCK:")) {
      return new StoreException(StoreException.Reason.LOCKED,
          "Expected the store directory " + directory + " to be free, but its database is in use: "
              + message + ". Stop the process that has it open.",
          e);
    }
    return isDamage(e)
        ? damaged(message, e)
        : new StoreException(
            StoreException.Reason.INACCESSIBLE,
            "Expected to open the store in " + directory + ", but: " + message, e);
  }

  /// Whether something is wrong with the bytes on the disk, and not with reaching them.
  static boolean isDamage(RocksDBException e) {
    Status status = e.getStatus();
    return switch (status == null ? Status.Code.Undefined : status.getCode()) {
      case Corruption, NotFound, InvalidArgument, NotSupported -> true;
      // RocksDB reports a missing or cut table as an error of input and output.
      default -> String.valueOf(e.getMessage()).contains("No such file");
    };
  }

  private StoreException damaged(String found) {
    return new StoreException(StoreException.Reason.DAMAGED, damagedText(found));
  }

  private StoreException damaged(String found, Exception cause) {
    return new StoreException(StoreException.Reason.DAMAGED, damagedText(found), cause);
  }

  private String damagedText(String found) {
    return "Expected a whole store in " + directory + ", but " + found
        + ". " + WHEN_DAMAGED;
  }

  private StoreException inaccessible(IOException e) {
    return new StoreException(StoreException.Reason.INACCESSIBLE,
        "Expected to read and write the store directory " + directory + ", but: " + e, e);
  }
}
