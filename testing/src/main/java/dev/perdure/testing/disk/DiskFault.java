package dev.perdure.testing.disk;

/// What an interposed process meets beside the cut of its power.
///
/// @param text what the library is told, empty for no fault
/// @param files only files whose path has this in it count; empty for all
public record DiskFault(String text, String files) {

  /// A disk without fault.
  public static DiskFault none() {
    return new DiskFault("", "");
  }

  /// Syncs do nothing and report success.
  public static DiskFault lie() {
    return new DiskFault("lie", "");
  }

  /// The disk is full when the given write that would grow a file comes, and stays so.
  public static DiskFault fullFrom(int write) {
    return new DiskFault("full:" + write, "");
  }

  /// The given write fails, and no other.
  public static DiskFault failedWrite(int write) {
    return new DiskFault("write-error:" + write, "");
  }

  /// The given sync fails, and no other; what it should have made durable never will be.
  public static DiskFault failedSync(int sync) {
    return new DiskFault("sync-error:" + sync, "");
  }

  /// The same, for files whose path has a word in it.
  public DiskFault on(String word) {
    return new DiskFault(text, word);
  }
}
