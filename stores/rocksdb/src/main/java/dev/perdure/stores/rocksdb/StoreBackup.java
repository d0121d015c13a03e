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

  /// Writes a copy that holds at least a position.
  static void write(Path directory, Database database, long position, Path target) {
    try {
      makeEmpty(target);
      database.checkpoint(target.resolve(StoreDirectory.DATABASE));
      // What is missing in the copy below this position is damage; above it, later than the backup.
      try (PositionMark mark = PositionMark.open(target)) {
        mark.write(position);
      }
      DurableFiles.syncTree(target);
      DurableFiles.replaceDurably(target.resolve(FormatFile.NAME),
          Files.readAllBytes(directory.resolve(FormatFile.NAME)));
    } catch (IOException | RocksDBException e) {
      throw new StoreException(StoreException.Reason.INACCESSIBLE,
          "Expected to write a backup of " + directory + " to " + target + ", but: "
              + e.getMessage() + ". What is there is not a usable backup.",
          e);
    }
  }

  static void restore(Path backup, Path directory) {
    try {
      check(backup);
      makeEmpty(directory);
      Path database = directory.resolve(StoreDirectory.DATABASE);
      DurableFiles.copyFlat(backup.resolve(StoreDirectory.DATABASE), database);
      Path mark = backup.resolve(PositionMark.NAME);
      if (Files.exists(mark)) {
        Files.copy(mark, directory.resolve(PositionMark.NAME), StandardCopyOption.COPY_ATTRIBUTES);
      }
      verify(directory, database);
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

  private static void verify(Path directory, Path database) throws IOException {
    try {
      for (EndlessRecord record : EndlessRecord.in(database)) {
        throw new RocksDBException(record.describe());
      }
      OptionalLong mark = PositionMark.read(directory);
      long recovered = Database.peekPosition(database, SMALL);
      if (recovered == 0) {
        throw new RocksDBException("it has no position of a last commit");
      }
      PositionMark.check(directory, mark, recovered);
      try (Database open = Database.open(database, SMALL, false)) {
        open.verify();
      }
    } catch (RocksDBException e) {
      throw new StoreException(StoreException.Reason.DAMAGED,
          "Expected a whole database in the backup, but its copy in " + directory
              + " could not be read: " + e.getMessage() + ". Use another backup.",
          e);
    }
  }

  private static void makeEmpty(Path directory) throws IOException {
    DurableFiles.createDirectories(directory);
    if (!DurableFiles.isEmptyDirectory(directory)) {
      throw new StoreException(StoreException.Reason.INACCESSIBLE,
          "Expected an empty directory, but there are files in " + directory);
    }
  }
}
