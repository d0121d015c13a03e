package dev.perdure.server.http.security;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Counts the requests of each address: so many in a second, and as many at once after a pause.
public final class RateLimit {
  /// How many addresses are remembered; then all start anew.
  private static final int MOST_PEERS = 100_000;

  private static final double SECOND = Duration.ofSeconds(1).toNanos();

  private final int perSecond;
  private final LongSupplier nanos;
  private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

  /// What an address may still send.
  private record Bucket(double left, long at) {}

  /// A limit.
  ///
  /// @param perSecond the most requests of an address in a second, 0 for no limit
  /// @param nanos a clock
  public RateLimit(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
  }

  /// Counts a request of an address, and says whether it is one too many.
  public boolean exceeded(String peer) {
    if (perSecond == 0) {
      return false;
    }
    if (buckets.size() > MOST_PEERS) {
      buckets.clear();
    }
    long now = nanos.getAsLong();
    Bucket bucket = buckets.compute(peer, (_, old) -> {
      double left = old == null
          ? perSecond
          : Math.min(perSecond, Math.max(0, old.left) + (now - old.at) / SECOND * perSecond);
      return new Bucket(left - 1, now);
    });
    return bucket.left < 0;
  }
}
