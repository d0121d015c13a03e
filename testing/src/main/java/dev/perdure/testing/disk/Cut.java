package dev.perdure.testing.disk;

/// What a cut of the power took.
///
/// @param unsyncedFiles files with changes that no sync had covered
/// @param unsyncedBytes how much was written into them
/// @param lostBytes how much of that is gone
/// @param tornFiles of which files a write is there in part
/// @param lostNames changes of names that are gone: files made, renamed or removed
public record Cut(
    int unsyncedFiles, long unsyncedBytes, long lostBytes, int tornFiles, int lostNames) {

  /// The sum of two.
  public Cut plus(Cut other) {
    return new Cut(unsyncedFiles + other.unsyncedFiles, unsyncedBytes + other.unsyncedBytes,
        lostBytes + other.lostBytes, tornFiles + other.tornFiles, lostNames + other.lostNames);
  }

  /// Nothing yet.
  public static Cut none() {
    return new Cut(0, 0, 0, 0, 0);
  }

  /// Collects one.
  static final class Count {
    int unsyncedFiles;
    long unsyncedBytes;
    long lostBytes;
    int tornFiles;
    int lostNames;

    void lose(long unsynced, long lost) {
      unsyncedBytes += unsynced;
      lostBytes += lost;
    }

    Cut cut() {
      return new Cut(unsyncedFiles, unsyncedBytes, lostBytes, tornFiles, lostNames);
    }
  }
}
