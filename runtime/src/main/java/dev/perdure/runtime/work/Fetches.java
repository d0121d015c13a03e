package dev.perdure.runtime.work;

import dev.perdure.model.work.WorkToken;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Work of one kind that is on its way from its partition to a worker, which has kept a place for
/// it. There is no more of it at a time than memory has room for, but one piece always may come.
final class Fetches {
  private final long most;
  private final AtomicLong bytes = new AtomicLong();
  private final Map<WorkToken, Waiting> underWay = new ConcurrentHashMap<>();
  private volatile boolean refused;

  /// @param most how many bytes may be under way
  Fetches(long most) {
    this.most = most;
  }

  /// Work is to be fetched.
  ///
  /// @return false if there is no room for it now
  boolean begin(Waiting work) {
    long now = bytes.get();
    while (fits(now, work)) {
      if (bytes.compareAndSet(now, now + work.bytes())) {
        underWay.put(work.token(), work);
        return true;
      }
      now = bytes.get();
    }
    return false;
  }

  /// Takes note that work was refused, after everything that was taken for it was given back.
  /// Whoever ends a fetch gives its room back first, and looks then whether anybody was refused:
  /// either it sees this note, or its room is seen here.
  ///
  /// @return whether there is room by now, so that whoever was refused is to try again
  boolean refuse(Waiting work) {
    refused = true;
    return fits(bytes.get(), work);
  }

  private boolean fits(long now, Waiting work) {
    return now == 0 || now + work.bytes() <= most;
  }

  /// Work that is under way is not wanted any more.
  ///
  /// @return whether it was under way
  boolean withdraw(WorkToken token) {
    return underWay.remove(token) != null;
  }

  /// Work has come, or will not.
  ///
  /// @return whether it is still wanted
  boolean end(Waiting work) {
    boolean wanted = underWay.remove(work.token(), work);
    bytes.addAndGet(-work.bytes());
    return wanted;
  }

  /// Whether work was refused since this was asked last, for which there may be room by now.
  boolean refusedAny() {
    boolean any = refused;
    if (any) {
      refused = false;
    }
    return any;
  }
}
