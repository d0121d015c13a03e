package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.runtime.InstanceWatcher;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Those who follow one instance each, and are woken when it changes. They are only told to look,
/// so that one who is slow sees the newest state and nothing piles up. The hub is watched while
/// anybody follows.
final class Followers implements InstanceWatcher, AutoCloseable {
  private final ChangeSource source;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Set<Follower>> followers = new HashMap<>();
  private volatile boolean closed;

  /// The followers of a hub's instances.
  Followers(ChangeSource source) {
    this.source = source;
  }

  /// Follows an instance from now on, until the follower is closed.
  Follower follow(String instanceId) {
    var follower = new Follower(instanceId);
    lock.lock();
    try {
      if (followers.isEmpty()) {
        source.watch(this);
      }
      followers.computeIfAbsent(instanceId, _ -> new HashSet<>()).add(follower);
    } finally {
      lock.unlock();
    }
    return follower;
  }

  @Override
  public void changed(InstanceState state) {
    wake(state.instanceId());
  }

  @Override
  public void removed(InstanceState last) {
    wake(last.instanceId());
  }

  @Override
  public void gap() {
    lock.lock();
    try {
      followers.values().forEach(all -> all.forEach(Follower::wake));
    } finally {
      lock.unlock();
    }
  }

  /// Lets all followers go.
  @Override
  public void close() {
    closed = true;
    gap();
  }

  private void wake(String instanceId) {
    lock.lock();
    try {
      followers.getOrDefault(instanceId, Set.of()).forEach(Follower::wake);
    } finally {
      lock.unlock();
    }
  }

  /// Somebody who follows an instance.
  final class Follower implements AutoCloseable {
    private final String instanceId;
    private final Semaphore news = new Semaphore(0);

    private Follower(String instanceId) {
      this.instanceId = instanceId;
    }

    /// Waits until there may be something to see. What has happened since the last time counts.
    ///
    /// @return whether there may be, false when the time is up
    boolean await(Duration limit) throws InterruptedException {
      boolean woken = news.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
      news.drainPermits();
      return woken;
    }

    /// Whether the server stops.
    boolean released() {
      return closed;
    }

    /// Makes it look.
    void wake() {
      news.release();
    }

    @Override
    public void close() {
      lock.lock();
      try {
        followers.computeIfPresent(instanceId, (_, all) -> {
          all.remove(this);
          return all.isEmpty() ? null : all;
        });
        if (followers.isEmpty()) {
          source.unwatch(Followers.this);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
