package dev.perdure.server.grpc;

import dev.perdure.runtime.env.Env;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// The places for pieces of histories that are sent and not read yet. How many calls are open is up
/// to the callers, so that it is not enough that each has one piece at a time: who finds no place
/// waits for one.
final class HistoryRoom {

  /// A part of the heap that leaves enough for everything else.
  private static final int HEAP_SHARE = 16;
  private static final int FEWEST_PLACES = 16;

  /// All events of a turn are read at once, and may be many: so few read at a time.
  private static final int READERS = 8;

  private final Env env;
  private final int places;
  private final Semaphore readers = new Semaphore(READERS);
  private final Set<HistoryCall> inside = new HashSet<>();
  private final Set<HistoryCall> waiting = new LinkedHashSet<>();

  HistoryRoom(Env env, int places) {
    this.env = env;
    this.places = places;
  }

  /// As much as this process can spare.
  static HistoryRoom ofHeap(Env env) {
    long spare = Runtime.getRuntime().maxMemory() / HEAP_SHARE / HistoryCall.PIECE_BYTES;
    return new HistoryRoom(env, Math.clamp(spare, FEWEST_PLACES, Integer.MAX_VALUE));
  }

  /// Gives the call a place, unless it has one. If there is none, it writes when it gets one.
  ///
  /// @return whether it has one
  synchronized boolean enter(HistoryCall call) {
    if (inside.contains(call)) {
      return true;
    }
    if (inside.size() >= places) {
      waiting.add(call);
      return false;
    }
    return inside.add(call);
  }

  /// Takes the call's place, if it has one, and gives it to the one that has waited longest.
  void leave(HistoryCall call) {
    HistoryCall next = null;
    synchronized (this) {
      waiting.remove(call);
      if (inside.remove(call) && !waiting.isEmpty()) {
        Iterator<HistoryCall> first = waiting.iterator();
        next = first.next();
        first.remove();
        inside.add(next);
      }
    }
    if (next != null) {
      env.execute(next::write);
    }
  }

  /// Whether calls wait for a place.
  synchronized boolean crowded() {
    return !waiting.isEmpty();
  }

  /// Reads from the store when not too many others do.
  <T> T read(Supplier<T> reading) {
    readers.acquireUninterruptibly();
    try {
      return reading.get();
    } finally {
      readers.release();
    }
  }
}
