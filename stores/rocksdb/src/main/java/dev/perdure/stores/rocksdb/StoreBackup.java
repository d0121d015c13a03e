package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import org.rocksdb.RocksDBException;

/// Writes and restores copies of a store directory. In both directions the format file comes last,
/// so that an interrupted copy is refused and never taken for a store.
final class StoreBackup {
  /// Little, since the store is opened for reading it once.
  private static final RocksDbOptions SMALL = RocksDbOptions.defaults().withReserveBytes(0);

  private StoreBackup() {}

  /// Writes a copy that holds at least a position, and reads all of it: who makes a backup wants to
  /// know at once if there is nothing to come back to. A failure leaves nothing of it.
  static void write(Path directory, Database database, long position, Path target) {
    try {
      makeEmpty(target);
    } catch (IOException e) {
      throw notWritten(directory, target, e);
    }
    try {
      copy(directory, database, position, target);
    } catch (IOException | RocksDBException e) {
      StoreException failure = notWritten(directory, target, e);
      clear(target, failure);
      throw failure;
    } catch (RuntimeException e) {
      clear(target, e);
      throw e;
    }
  }

  private static void copy(Path directory, Database database, long position, Path target)
      throws IOException, RocksDBException {
    Path copied = target.resolve(StoreDirectory.DATABASE);
    database.checkpoint(copied);
    // What is missing in the copy below this position is damage; above it, later than the backup.
    try (PositionMark mark = PositionMark.open(target)) {
      mark.write(position);
    }
    try {
      verify(target, copied);
    } catch (RocksDBException e) {
      throw new StoreException(StoreException.Reason.DAMAGED,
          "Expected to write a backup of " + directory + " to " + target + ", but what is in "
              + directory + " is damaged: " + e.getMessage()
              + ". No backup was made. " + StoreDirectory.WHEN_DAMAGED,
          e);
    }
    DurableFiles.syncTree(target);
    DurableFiles.replaceDurably(target.resolve(FormatFile.NAME),
        Files.readAllBytes(directory.resolve(FormatFile.NAME)));
  }

  private static StoreException notWritten(Path directory, Path target, Exception cause) {
    // The message of a file system's exception is the path alone.
    String reason = cause instanceof IOException ? cause.toString() : cause.getMessage();
    return new StoreException(StoreException.Reason.INACCESSIBLE,
        "Expected to write a backup of " + directory + " to " + target + ", but: " + reason
            + ". No backup was made.",
        cause);
  }

  private static void clear(Path target, Exception failure) {
    try {
      DurableFiles.deleteBelow(target);
    } catch (IOException e) {
      failure.addSuppressed(e); // Without its format file it is not taken for a backup.
    }
  }

  /// Makes a store of a backup. What is in use is none: it would change while it is copied.
  static void restore(Path backup, Path directory) {
    try (DirectoryLock _ = DirectoryLock.share(backup)) {
      check(backup);
      makeEmpty(directory);
      Path database = directory.resolve(StoreDirectory.DATABASE);
      DurableFiles.copyFlat(backup.resolve(StoreDirectory.DATABASE), database);
      Path mark = backup.resolve(PositionMark.NAME);
      if (Files.exists(mark)) {
        Files.copy(mark, directory.resolve(PositionMark.NAME), StandardCopyOption.COPY_ATTRIBUTES);
      }
      verifyRestored(directory, database);
      DurableFiles.syncTree(directory);
      DurableFiles.replaceDurably(directory.resolve(FormatFile.NAME),
          Files.readAllBytes(backup.resolve(FormatFile.NAME)));
    } catch (IOException e) {
      throw new StoreException(StoreException.Reason.INACCESSIBLE,
          "Expected to restore " + backup + " to " + directory + ", but: " + e
              + ". What is there is not a store; delete it.",
          e);
    }
  }

  private static void check(Path backup) {
    FormatFile format = FormatFile.read(backup);
    if (format == null || !format.complete()) {
      throw new StoreException(StoreException.Reason.DAMAGED,
          "Expected a whole backup in " + backup + ", but its file " + FormatFile.NAME
              + (format == null ? " is missing" : " belongs to an unfinished store"));
    }
  }

  private static void verifyRestored(Path directory, Path database) throws IOException {
    try {
      verify(directory, database);
    } catch (RocksDBException e) {
      throw new StoreException(StoreException.Reason.DAMAGED,
          "Expected a whole database in the backup, but its copy in " + directory
              + " could not be read: " + e.getMessage()
              + ". What is there is not a store; delete it, and use another backup.",
          e);
    }
  }

  /// Reads all of a copied database.
  private static void verify(Path directory, Path database) throws IOException, RocksDBException {
    for (EndlessRecord record : EndlessRecord.in(database)) {
      throw new RocksDBException(record.describe());
    }
    OptionalLong mark = PositionMark.read(directory);
    long recovered = Database.peekPosition(database, SMALL);
    if (recovered == 0) {
      throw new RocksDBException("it has no position of a last commit");
    }
    PositionMark.check(directory, mark, recovered);
    Database.verify(database, SMALL);
  }

  private static void makeEmpty(Path directory) throws IOException {
    DurableFiles.createDirectories(directory);
    if (!DurableFiles.isEmptyDirectory(directory)) {
      throw new StoreException(StoreException.Reason.INACCESSIBLE,
          "Expected an empty directory, but there are files in " + directory);
    }
  }
}
