package dev.perdure.server.grpc;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that is taken by parts of answers of which the rest has not come yet, of all workers
/// together. How many answers are open is up to the workers, so that a limit on each is not enough.
final class PartsMemory {

  /// A part of the heap that leaves enough for everything else.
  private static final int HEAP_SHARE = 8;

  /// There is no room now, since others have taken it.
  static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full(long limit) {
      super("the parts of all answers that are still coming may take " + limit
          + " bytes of memory together, and would take more with it");
    }
  }

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  PartsMemory(long limit) {
    this.limit = limit;
  }

  /// As much as this process can spare.
  static PartsMemory ofHeap() {
    return new PartsMemory(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /// Takes some bytes, or gives some back if they are negative.
  ///
  /// @return whether there were so many; if not, none are taken
  boolean take(long bytes) {
    long before = taken.getAndUpdate(it -> fits(it, bytes) ? it + bytes : it);
    return fits(before, bytes);
  }

  private boolean fits(long before, long bytes) {
    return bytes <= 0 || before + bytes <= limit;
  }

  long limit() {
    return limit;
  }

  /// How many bytes are taken.
  long taken() {
    return taken.get();
  }
}
