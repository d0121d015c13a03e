package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.runtime.InstanceWatcher;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The last changes of the hub's instances, numbered, for all who follow them.
///
/// There is one queue for all followers, and each has a place in it. A follower who is slow is
/// overtaken by the queue's end and told so; nobody waits for it, least of all the partition that
/// tells of a change. The queue is bounded by the number of its changes and by their size. Nothing
/// is kept, and the hub is not watched, before somebody follows and some time after the last one
/// has left.
final class Changes implements InstanceWatcher, AutoCloseable {
  /// The most changes that are kept.
  static final int KEPT = 8192;

  /// The most characters that the kept changes have, more or less.
  private static final long LARGEST = 16L << 20;

  private static final int USUAL_SIZE = 512;
  private static final int BATCH = 256;
  private static final int ID_BYTES = 6;

  private final ChangeSource source;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final @Nullable Change[] kept = new @Nullable Change[KEPT];
  private String run = "";
  private long first;
  private long next;
  private long size;
  private int followers;
  private long leftAt;
  private boolean closed;

  /// What happened.
  enum Kind {
    STATUS, REMOVED, GAP
  }

  /// A change.
  ///
  /// @param state the instance, absent if changes were missed
  record Change(long number, Kind kind, @Nullable InstanceState state) {}

  /// What a follower gets at once.
  ///
  /// @param missed how many changes are gone that it has not got
  /// @param changes those after that
  /// @param next the number from which on to ask again
  /// @param ended whether the server stops
  record Batch(long missed, List<Change> changes, long next, boolean ended) {}

  /// @param patience how long changes are kept for those who come back
  Changes(ChangeSource source, Duration patience) {
    this.source = source;
    this.patienceNanos = patience.toNanos();
  }

  /// Somebody follows from now on.
  ///
  /// @param id the id of the last change that it got, absent if it follows for the first time
  /// @return the number of the first change it has not got, negative if that cannot be told
  long begin(@Nullable String id) {
    lock.lock();
    try {
      if (run.isEmpty()) {
        byte[] bytes = new byte[ID_BYTES];
        new SecureRandom().nextBytes(bytes);
        run = HexFormat.of().formatHex(bytes);
        source.watch(this);
      }
      followers++;
      return id == null ? next : place(id);
    } finally {
      lock.unlock();
    }
  }

  /// A follower has left.
  void end() {
    lock.lock();
    try {
      followers--;
      leftAt = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /// The number of the change that comes next.
  long next() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// The id of the change before a number.
  String idBefore(long number) {
    lock.lock();
    try {
      return run + "-" + number;
    } finally {
      lock.unlock();
    }
  }

  /// The changes from a number on, as soon as there are some or the time is up.
  Batch after(long number, Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (number == next && left > 0 && !closed) {
        left = more.awaitNanos(left);
      }
      long from = Math.max(number, first);
      List<Change> changes = new ArrayList<>();
      for (long at = from; at < next && changes.size() < BATCH; at++) {
        Change change = kept[index(at)];
        if (change != null) {
          changes.add(change);
        }
      }
      return new Batch(from - number, changes, from + changes.size(), closed);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void changed(InstanceState state) {
    add(Kind.STATUS, state);
  }

  @Override
  public void removed(InstanceState last) {
    add(Kind.REMOVED, last);
  }

  @Override
  public void gap() {
    add(Kind.GAP, null);
  }

  /// Lets all followers go.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      forget();
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void add(Kind kind, @Nullable InstanceState state) {
    lock.lock();
    try {
      if (run.isEmpty()) {
        return; // Told while the watch ended.
      }
      if (followers == 0 && System.nanoTime() - leftAt > patienceNanos) {
        forget();
        return;
      }
      if (next - first == KEPT) {
        drop();
      }
      kept[index(next)] = new Change(next, kind, state);
      next++;
      size += size(state);
      while (size > LARGEST && next - first > 1) {
        drop();
      }
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nobody has followed for long: the hub is not watched any more.
  private void forget() {
    source.unwatch(this);
    run = "";
    while (first < next) {
      drop();
    }
  }

  private void drop() {
    Change oldest = kept[index(first)];
    size -= oldest == null ? 0 : size(oldest.state());
    kept[index(first)] = null;
    first++;
  }

  private long place(String id) {
    String prefix = run + "-";
    String number = id.startsWith(prefix) ? id.substring(prefix.length()) : "";
    if (!number.matches("\\d{1,18}") || Long.parseLong(number) > next) {
      return -1;
    }
    return Long.parseLong(number);
  }

  private static int index(long number) {
    return (int) (number % KEPT);
  }

  private static long size(@Nullable InstanceState state) {
    if (state == null) {
      return USUAL_SIZE;
    }
    String custom = state.customStatus();
    long tags = state.tags().entrySet().stream()
        .mapToLong(it -> it.getKey().length() + it.getValue().length()).sum();
    return USUAL_SIZE + tags + (custom == null ? 0 : custom.length());
  }
}
