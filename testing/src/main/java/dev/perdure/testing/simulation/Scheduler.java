package dev.perdure.testing.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/// What happens next: events in the order of virtual time, on the thread that asks.
final class Scheduler {

  /// A life that ends with all that it had before it: a process, a connection.
  static final class Life {
    private boolean ended;

    void end() {
      ended = true;
    }

    boolean ended() {
      return ended;
    }
  }

  /// Something that is to happen.
  private record Event(long nanos, long order, String what, Life life, Runnable task) {}

  private final PriorityQueue<Event> events = new PriorityQueue<>(
      Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
  private final Life forever = new Life();
  private final Trace trace;
  private long nanos;
  private long order;
  private long happened;

  Scheduler(Trace trace) {
    this.trace = trace;
  }

  /// The life of what no crash ends.
  Life forever() {
    return forever;
  }

  /// The virtual clock, in nanoseconds from the beginning.
  long nanos() {
    return nanos;
  }

  /// How many events have happened.
  long happened() {
    return happened;
  }

  /// Lets something happen after a while, unless its life ends before.
  void after(long delay, String what, Life life, Runnable task) {
    long due = delay > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : nanos + Math.max(0, delay);
    events.add(new Event(due, order++, what, life, task));
  }

  /// Lets the next event happen if it is due by the given time; otherwise only time passes.
  ///
  /// @return whether one happened
  boolean step(long until) {
    while (!events.isEmpty() && events.peek().life().ended()) {
      events.poll();
    }
    Event next = events.peek();
    if (next == null || next.nanos() > until) {
      nanos = Math.max(nanos, until);
      return false;
    }
    events.poll();
    nanos = next.nanos();
    happened++;
    trace.event(nanos, next.what());
    next.task().run();
    return true;
  }
}
