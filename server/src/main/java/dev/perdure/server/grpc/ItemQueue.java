package dev.perdure.server.grpc;

import dev.perdure.model.work.WorkItem;
import dev.perdure.runtime.env.Env;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// What a stream has accepted and not encoded yet. It is worked on by threads that live while there
/// is some and it may be.
final class ItemQueue {
  private final Env env;
  private final int mostThreads;
  private final Work work;
  private final Queue<Accepted> items = new ConcurrentLinkedQueue<>();
  private final AtomicInteger threads = new AtomicInteger();

  /// An item that a stream was given.
  ///
  /// @param bytes about how many it will take
  record Accepted(WorkItem item, long bytes) {}

  /// How items are worked on.
  interface Work {

    /// Whether another one may be now. If not, [ItemQueue#go] is called when it may.
    boolean mayGoOn();

    /// Surrounds the work on an item, from asking whether it may be worked on.
    boolean inTurn(BooleanSupplier step);

    void encode(Accepted item);
  }

  /// @param mostThreads how many items are worked on at a time
  ItemQueue(Env env, int mostThreads, Work work) {
    this.env = env;
    this.mostThreads = mostThreads;
    this.work = work;
  }

  void add(Accepted item) {
    items.add(item);
    go();
  }

  /// Lets one more thread work on the items, unless as many do as may.
  void go() {
    if (!items.isEmpty() && begins()) {
      env.execute(this::work);
    }
  }

  private boolean begins() {
    int running = threads.get();
    while (running < mostThreads) {
      if (threads.compareAndSet(running, running + 1)) {
        return true;
      }
      running = threads.get();
    }
    return false;
  }

  /// Whoever adds an item, or says that work may go on, when a thread seems to be done either finds
  /// that there are too many threads, and then one of them looks again, or begins another one.
  private void work() {
    do {
      boolean more = true;
      while (more) {
        more = work.inTurn(this::step);
      }
      threads.decrementAndGet();
    } while (!items.isEmpty() && work.mayGoOn() && begins());
  }

  private boolean step() {
    Accepted next = work.mayGoOn() ? items.poll() : null;
    if (next != null) {
      work.encode(next);
    }
    return next != null;
  }
}
