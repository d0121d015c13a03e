package dev.perdure.sdk.worker;

import dev.perdure.model.ExecutionKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The sessions that wait for their next turn, at most a given number. Who takes a session has it
/// alone, so a running one is never evicted; the order of putting back is the order of use.
final class SessionCache {
  private final int capacity;
  private final Map<ExecutionKey, Session> waiting = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  SessionCache(int capacity) {
    this.capacity = capacity;
  }

  @Nullable
  Session take(ExecutionKey execution) {
    lock.lock();
    try {
      return waiting.remove(execution);
    } finally {
      lock.unlock();
    }
  }

  /// Keeps the session.
  ///
  /// @return the session that had to go for it, perhaps the same one, or null
  @Nullable
  Session put(ExecutionKey execution, Session session) {
    if (capacity == 0) {
      return session;
    }
    lock.lock();
    try {
      Session older = waiting.put(execution, session);
      if (older != null) { // The same turn was offered twice, and two sessions worked on it.
        return older;
      }
      if (waiting.size() <= capacity) {
        return null;
      }
      Iterator<Session> eldest = waiting.values().iterator();
      Session evicted = eldest.next();
      eldest.remove();
      return evicted;
    } finally {
      lock.unlock();
    }
  }

  List<Session> takeAll() {
    lock.lock();
    try {
      List<Session> all = new ArrayList<>(waiting.values());
      waiting.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
