package dev.perdure.engine.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// A queue of an entity. Its front is in memory, as much as a few batches need; the rest may be in
/// the store alone, so that a queue of any length costs little to keep and nothing to add to.
public final class OperationQueue {

  /// How many operations are kept in memory.
  private static final int WINDOW = 4_096;

  /// How many bytes of operations are kept in memory, about.
  private static final long WINDOW_BYTES = 4L << 20;

  /// Reads the part of the queue that is not in memory.
  public interface Rest {

    /// The operations from a number on.
    ///
    /// @param most how many at most
    /// @param bytes about how many bytes at most, but one operation at least
    List<Mail> read(long from, int most, long bytes);
  }

  private final Rest rest;
  private final ArrayDeque<Mail> front = new ArrayDeque<>();
  private long bytes;
  private long nextBehind;
  private long behind;

  /// An empty queue.
  public OperationQueue(Rest rest) {
    this.rest = rest;
  }

  /// Begins with operations that are in the store.
  public void restore(EntityProgress.Span numbers) {
    nextBehind = numbers.first();
    behind = numbers.size();
  }

  /// About how many bytes of memory those take that are in memory.
  long bytes() {
    return bytes;
  }

  /// How many wait.
  public long size() {
    return front.size() + behind;
  }

  /// Adds an operation at the end.
  public void add(Mail operation) {
    if (behind == 0 && front.size() < WINDOW && bytes < WINDOW_BYTES) {
      keep(operation);
    } else {
      nextBehind = behind == 0 ? operation.number() : nextBehind;
      behind++;
    }
  }

  /// The first operations after those that are skipped, in order: as many as are asked for, or
  /// fewer if they are large, but one at least if there is one.
  public List<Mail> first(int skip, int most) {
    if (front.size() < (long) skip + most) {
      refill(skip);
    }
    List<Mail> first = new ArrayList<>(Math.min(most, front.size()));
    int at = 0;
    for (Mail operation : front) {
      if (first.size() == most) {
        break;
      }
      if (at++ >= skip) {
        first.add(operation);
      }
    }
    return first;
  }

  /// Drops the oldest operations.
  public void remove(int count) {
    for (int i = 0; i < count; i++) {
      refill(0);
      bytes -= size(front.removeFirst());
    }
  }

  /// Reads more into memory if there is room, and in any case until there are more than some.
  private void refill(int some) {
    while (behind > 0 && (front.size() <= some || front.size() < WINDOW / 2)) {
      if (front.size() > some && bytes >= WINDOW_BYTES) {
        return;
      }
      int most = (int) Math.min(behind, Math.max(1, WINDOW - front.size()));
      List<Mail> read = rest.read(nextBehind, most, Math.max(0, WINDOW_BYTES - bytes));
      if (read.isEmpty()) {
        throw new IllegalStateException(
            "Expected operation " + nextBehind + " of a queue, but there is none");
      }
      for (Mail operation : read) {
        keep(operation);
        nextBehind = operation.number() + 1;
        behind--;
      }
    }
  }

  private void keep(Mail operation) {
    front.addLast(operation);
    bytes += size(operation);
  }

  /// About how many bytes an operation takes.
  public static long size(Mail operation) {
    return operation.bytes();
  }
}
