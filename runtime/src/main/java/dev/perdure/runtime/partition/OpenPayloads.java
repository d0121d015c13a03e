package dev.perdure.runtime.partition;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of payloads a hub holds in memory for its open instances. What waits for a worker
/// stays there: if it has no bound, whoever starts more than workers take ends the process, and
/// every next one that opens the same state.
public final class OpenPayloads {
  private final long most;
  private final AtomicLong bytes = new AtomicLong();

  /// @param most from how many bytes on clients are refused what brings more
  public OpenPayloads(long most) {
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

  /// What one of so many partitions holds. Half of all is for what must stay, whatever it takes; the
  /// other half is shared out for what may leave.
  Share share(int partitions) {
    return new Share(this, most / 2 / partitions);
  }

  /// What a partition holds, counted by its loop alone.
  static final class Share {
    private final OpenPayloads all;
    private final long most;
    private long bytes;

    private Share(OpenPayloads all, long most) {
      this.all = all;
      this.most = most;
    }

    /// Counts more, or fewer.
    void add(long difference) {
      if (difference != 0) {
        bytes += difference;
        all.bytes.addAndGet(difference);
      }
    }

    /// Whether what may leave should.
    boolean full() {
      return bytes > most;
    }

    /// Nothing of it is used any more.
    void discard() {
      add(-bytes);
    }
  }
}
