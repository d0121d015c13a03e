package dev.perdure.runtime.work;

import dev.perdure.runtime.memory.OpenMemory;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what waits for workers. As long as there is not much of it, it waits whole; what comes
/// then waits as its token alone, so that only the disk bounds how much work may wait.
final class WaitingRoom {

  /// About how many bytes a piece of work takes that waits as its token alone.
  private static final long TOKEN_BYTES = 384;

  private final OpenMemory memory;
  private final AtomicLong whole = new AtomicLong();

  WaitingRoom(OpenMemory memory) {
    this.memory = memory;
  }

  /// Lets work in, without its item if that has no room.
  Waiting enter(Waiting work) {
    Waiting entered = work.item() == null || takesRoom(work) ? work : work.withoutItem();
    memory.add(bytes(entered));
    return entered;
  }

  /// Work that was let in waits no more.
  void leave(Waiting work) {
    memory.add(-bytes(work));
    if (work.item() != null) {
      whole.addAndGet(-work.bytes());
    }
  }

  private boolean takesRoom(Waiting work) {
    boolean room = whole.addAndGet(work.bytes()) <= memory.mostWaiting();
    if (!room) {
      whole.addAndGet(-work.bytes());
    }
    return room;
  }

  private static long bytes(Waiting work) {
    return TOKEN_BYTES + (work.item() == null ? 0 : work.bytes());
  }
}
