package dev.perdure.testing.simulation;

/// Where a process is to crash for sure: at given operations of its store, counted from the
/// beginning of the run through all openings of the process.
public final class CrashPoint {

  /// What is left of the operation.
  public enum Left {
    /// Nothing: the process ends before.
    NOTHING,
    /// Some batches of the group, and the last one torn, of which nothing may be seen.
    A_PART,
    /// Everything; but nobody is told.
    EVERYTHING
  }

  private final int first;
  private final int second;
  private final Left left;
  private int operations;

  private CrashPoint(int first, int second, Left left) {
    this.first = first;
    this.second = second;
    this.left = left;
  }

  /// No crash is planned.
  public static CrashPoint none() {
    return new CrashPoint(-1, -1, Left.NOTHING);
  }

  /// No crash, but nothing else goes wrong either: for counting the operations.
  public static CrashPoint counting() {
    return new CrashPoint(0, 0, Left.NOTHING);
  }

  /// A crash at an operation, counted from 1, and one more at a later one, or none if that is 0.
  public static CrashPoint at(int operation, int later, Left left) {
    return new CrashPoint(operation, later, left);
  }

  /// How many operations there were.
  public int operations() {
    return operations;
  }

  /// Whether the run came to the first crash.
  public boolean reached() {
    return operations >= first;
  }

  /// Whether there is a crash at all.
  boolean crashes() {
    return first > 0;
  }

  boolean planned() {
    return first >= 0;
  }

  /// The next operation begins; whether the process ends before it.
  boolean before() {
    operations++;
    return left == Left.NOTHING && here();
  }

  /// Whether the process ends at the present operation.
  boolean at() {
    return left != Left.NOTHING && here();
  }

  private boolean here() {
    return operations == first || operations == second;
  }

  /// How many batches survive.
  int survivors(int batches) {
    return left == Left.EVERYTHING ? batches : batches / 2;
  }
}
