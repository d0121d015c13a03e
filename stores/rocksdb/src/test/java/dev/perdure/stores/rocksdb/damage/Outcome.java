package dev.perdure.stores.rocksdb.damage;

import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.stores.rocksdb.RocksDbStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What became of a store after something happened to its files.
///
/// @param what in one word
/// @param text what was found, for the reader of a violation
record Outcome(Kind what, String text) {
  /// What a refusal may tell an operator to do.
  private static final List<String> ADVICE = List.of(
      "restore", "check the disk", "run the release", "free some space", "stop ",
      "correct ", "delete ");

  /// In one word.
  enum Kind {
    /// All rows are there, and more can be committed.
    WHOLE('.'),
    /// Opening was refused with a reason and something to do.
    REFUSED('R'),
    /// Reading or writing was refused, and the store closed itself.
    CLOSED('C'),
    /// What should have happened did not.
    NOT_MET(' '),
    /// Acknowledged rows are missing or wrong, and nobody said so.
    SILENT_LOSS('L'),
    /// Something else than a clear refusal.
    UNCLEAR('U');

    final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    boolean isViolation() {
      return this == SILENT_LOSS || this == UNCLEAR;
    }
  }

  /// Opens a store and looks.
  ///
  /// @param least the rows that were acknowledged
  /// @param most the rows that were tried
  static Outcome of(Path directory, int least, int most) {
    boolean opened = false;
    try (RocksDbStore store = RocksDbStore.open(directory, NumberedRows.OPTIONS)) {
      opened = true;
      PartitionStore owner = store.open(0);
      int rows = NumberedRows.count(owner);
      if (rows < least || rows > most) {
        return new Outcome(Kind.SILENT_LOSS, "Expected " + least + " to " + most
            + " rows, but there are " + (rows < 0 ? "wrong ones" : rows));
      }
      NumberedRows.commit(store, owner, rows);
    } catch (StoreException e) {
      return refused(directory, e, opened);
    } catch (RuntimeException e) {
      return new Outcome(Kind.UNCLEAR, "Expected a refusal, but got " + e);
    }
    return again(directory, least + 1, most + 1);
  }

  private static Outcome again(Path directory, int least, int most) {
    try (RocksDbStore store = RocksDbStore.open(directory, NumberedRows.OPTIONS)) {
      int rows = NumberedRows.count(store.open(0));
      return rows >= least && rows <= most
          ? new Outcome(Kind.WHOLE, rows + " rows")
          : new Outcome(Kind.SILENT_LOSS, "Expected " + least + " to " + most
              + " rows when opened again, but there are " + rows);
    } catch (StoreException e) {
      return new Outcome(Kind.UNCLEAR, "It opened once, and then: " + e.getMessage());
    }
  }

  private static Outcome refused(Path directory, StoreException refusal, boolean opened) {
    String message = String.valueOf(refusal.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    boolean clear = message.contains(directory.toString())
        && ADVICE.stream().anyMatch(lower::contains);
    if (!clear) {
      return new Outcome(Kind.UNCLEAR, refusal.reason() + ": " + message);
    }
    return new Outcome(opened ? Kind.CLOSED : Kind.REFUSED, refusal.reason() + ": " + message);
  }
}
