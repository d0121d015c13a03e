package dev.perdure.server.answer;

import dev.perdure.model.request.InstanceQuery;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Keeps answers that may be large from taking all memory. A few are made at a time, since making
/// one takes several times what it has in the end; those that are made are kept until their callers
/// have taken them, which is up to the callers, so that they have a limit together. Who finds no
/// room waits, and is refused after a while.
public final class AnswerRoom {

  /// Up to so many bytes an answer is not counted: connections take as much for themselves.
  public static final int SMALL = 16 << 10;

  /// How long a caller may take nothing of an answer.
  public static final Duration STALLED_AFTER = Duration.ofSeconds(60);

  /// How long a caller may take nothing of an answer while others wait for room.
  public static final Duration STALLED_IN_NEED_AFTER = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int HEAP_SHARE = 16;
  private static final int MOST_TURNS = 64;

  /// What making an answer about one instance takes, in payloads of the largest size: an instance
  /// has four, and each is in memory as it is stored, as a text, and as it is sent.
  private static final int PAYLOADS = 16;

  /// What making a page takes, in pages.
  private static final int PAGES = 8;

  private static final int LEAST_TURNS = 2;
  private static final int LEAST_PAGE_TURNS = 4;

  private static final int UNIT = 1 << 10;

  private final Semaphore turns;
  private final Semaphore pageTurns;
  private final Semaphore room;
  private final int units;
  private final Duration patience;

  /// There was no room for a while.
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("The answers that others have not taken yet leave no memory for this one");
    }
  }

  /// @param turns how many answers about one instance and how many pages are made at a time
  /// @param bytes how many bytes are kept
  /// @param patience how long to wait for either
  public AnswerRoom(int turns, long bytes, Duration patience) {
    this(turns, turns, bytes, patience);
  }

  private AnswerRoom(int turns, int pageTurns, long bytes, Duration patience) {
    this.turns = new Semaphore(turns, true);
    this.pageTurns = new Semaphore(pageTurns, true);
    this.units = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
    this.room = new Semaphore(units, true);
    this.patience = patience;
  }

  /// As much as this process can spare for a front.
  ///
  /// @param maxPayload the most bytes of a payload
  public static AnswerRoom ofHeap(int maxPayload) {
    long share = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    return new AnswerRoom(
        Math.clamp(share / ((long) PAYLOADS * maxPayload), LEAST_TURNS, MOST_TURNS),
        Math.clamp(share / ((long) PAGES * InstanceQuery.MAX_PAGE_BYTES), LEAST_PAGE_TURNS,
            MOST_TURNS),
        share, PATIENCE);
  }

  /// Waits until an answer about one instance may be made.
  ///
  /// @throws Full if that takes too long
  public Turn turn() {
    return new Turn(turns);
  }

  /// Waits until a page may be made. That may take long, since much may have to be looked through,
  /// and does not hold up those who ask for one instance.
  ///
  /// @throws Full if that takes too long
  public Turn pageTurn() {
    return new Turn(pageTurns);
  }

  /// Whether an answer waits for room that others have.
  public boolean isWanted() {
    return room.hasQueuedThreads();
  }

  /// How long a caller may take nothing of an answer now: less while others wait for its room.
  public Duration stalledAfter() {
    return isWanted() ? STALLED_IN_NEED_AFTER : STALLED_AFTER;
  }

  /// The time in which an answer is made. It is used by one thread.
  public final class Turn implements AutoCloseable {
    private final Semaphore of;

    private Turn(Semaphore of) {
      this.of = of;
      take(of, 1);
    }

    /// Waits until the answer that was made may be kept. One that is larger than all room is kept
    /// alone.
    ///
    /// @return what gives the room back, however often it runs
    /// @throws Full if that takes too long
    public Runnable keep(long bytes) {
      if (bytes <= SMALL) {
        return () -> {};
      }
      int taken = (int) Math.min(units, (bytes + UNIT - 1) / UNIT);
      take(room, taken);
      AtomicBoolean given = new AtomicBoolean();
      return () -> {
        if (given.compareAndSet(false, true)) {
          room.release(taken);
        }
      };
    }

    @Override
    public void close() {
      of.release();
    }
  }

  private void take(Semaphore of, int permits) {
    try {
      if (!of.tryAcquire(permits, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Full();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Full();
    }
  }
}
