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
  /// @return false if it has to wait until [#end] says that there is room again
  boolean begin(Waiting work) {
    boolean begun = takesRoom(work.bytes());
    if (!begun) {
      // Whoever ends a fetch gives its room back first and looks whether anybody was refused then:
      // either it sees this, or its room is seen here.
      refused = true;
      begun = takesRoom(work.bytes());
    }
    if (begun) {
      underWay.put(work.token(), work);
    }
    return begun;
  }

  private boolean takesRoom(long more) {
    long now = bytes.get();
    while (now == 0 || now + more <= most) {
      if (bytes.compareAndSet(now, now + more)) {
        return true;
      }
      now = bytes.get();
    }
    return false;
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
