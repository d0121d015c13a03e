package dev.perdure.runtime.memory;

import java.util.concurrent.atomic.AtomicLong;

/// About how many bytes of memory a hub's open state takes: instances and entities, what waits for
/// a worker, and what is remembered of what is in the store alone. Most of it leaves when there is
/// no room; what cannot leave is bounded by refusing clients what brings more.
public final class OpenMemory {
  private final long most;
  private final AtomicLong bytes = new AtomicLong();

  /// @param most from how many bytes on clients are refused what brings more
  public OpenMemory(long most) {
    this.most = most;
  }

  /// From how many bytes on clients are refused what brings more.
  public long most() {
    return most;
  }

  /// About how many bytes there are.
  public long bytes() {
    return bytes.get();
  }

  /// Whether clients are refused what brings more.
  public boolean full() {
    return bytes.get() >= most;
  }

  /// Counts more, or fewer.
  public void add(long difference) {
    if (difference != 0) {
      bytes.addAndGet(difference);
    }
  }

  /// What one of so many partitions may hold of instances and entities that could leave: half of
  /// all is shared out for them. An eighth is for work that waits whole ([#mostWaiting]), and the
  /// rest for what cannot leave.
  public Share share(int partitions) {
    return new Share(this, most / 2 / partitions);
  }

  /// How many bytes of large payloads an instance may keep in memory rather than in the store
  /// alone.
  public long mostPerInstance() {
    return most / 1024;
  }

  /// How many bytes of work may wait for workers whole, rather than in the store alone.
  public long mostWaiting() {
    return most / 8;
  }

  /// How many bytes of work may be on their way from the store to workers, for each kind of work.
  public long mostFetched() {
    return most / 64;
  }

  /// What a partition holds, counted by its loop alone.
  public static final class Share {
    private final OpenMemory all;
    private final long most;
    private long bytes;

    private Share(OpenMemory all, long most) {
      this.all = all;
      this.most = most;
    }

    /// Counts more, or fewer.
    public void add(long difference) {
      bytes += difference;
      all.add(difference);
    }

    /// How many bytes of large payloads an instance may keep.
    public long mostPerInstance() {
      return all.mostPerInstance();
    }

    /// About how many bytes the partition holds.
    public long bytes() {
      return bytes;
    }

    /// Whether what may leave should.
    public boolean full() {
      return bytes > most;
    }

    /// Nothing of it is used any more.
    public void discard() {
      add(-bytes);
    }
  }
}
