package dev.perdure.sdk.worker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets a number of functions in at a time, and the others in the order in which they came, each
/// when one has left.
final class Turnstile {
  private final Queue<Runnable> line = new ConcurrentLinkedQueue<>();
  private final AtomicInteger places;

  Turnstile(int places) {
    this.places = new AtomicInteger(places);
  }

  /// Runs the start of a function, now on the calling thread or later on that of who leaves.
  void enter(Runnable start) {
    line.add(start);
    pass();
  }

  /// A function has left.
  void leave() {
    places.incrementAndGet();
    pass();
  }

  boolean isInDemand() {
    return !line.isEmpty();
  }

  private void pass() {
    while (!line.isEmpty() && take()) {
      Runnable start = line.poll();
      if (start == null) {
        places.incrementAndGet(); // Another thread was faster.
      } else {
        start.run();
      }
    }
  }

  private boolean take() {
    int free = places.get();
    while (free > 0) {
      int seen = places.compareAndExchange(free, free - 1);
      if (seen == free) {
        return true;
      }
      free = seen;
    }
    return false;
  }
}
