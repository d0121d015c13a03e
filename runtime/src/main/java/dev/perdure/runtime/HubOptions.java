package dev.perdure.runtime;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a task hub behaves. Immutable; each `with…` method gives a changed copy.
public final class HubOptions {

  /// How long a finished instance is kept unless told otherwise.
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(30);

  /// The most bytes that one payload (an input, a result, an event, a custom status) may take in
  /// UTF-8 unless told otherwise.
  public static final int DEFAULT_MAX_PAYLOAD_BYTES = 4 << 20;

  /// How many instances the hub keeps in memory unless told otherwise.
  public static final int DEFAULT_INSTANCE_CACHE = 16_384;

  /// How many requests of clients may wait for their answers at a time unless told otherwise.
  public static final int DEFAULT_MAX_PENDING_REQUESTS = 200_000;

  /// One byte of open state may be held for so many bytes of the heap, unless told otherwise.
  private static final int HEAP_PER_OPEN_BYTE = 3;

  /// How long the answer to a named request is remembered.
  public static final Duration REQUEST_MEMORY = Duration.ofHours(24);

  private final @Nullable Duration retention;
  private final int maxPayloadBytes;
  private final int instanceCache;
  private final int maxPendingRequests;
  private final long maxOpenBytes;

  private HubOptions(
      @Nullable Duration retention, int maxPayloadBytes, int instanceCache,
      int maxPendingRequests, long maxOpenBytes) {
    this.retention = retention;
    this.maxPayloadBytes = maxPayloadBytes;
    this.instanceCache = instanceCache;
    this.maxPendingRequests = maxPendingRequests;
    this.maxOpenBytes = maxOpenBytes;
  }

  /// The defaults.
  public static HubOptions defaults() {
    return new HubOptions(
        DEFAULT_RETENTION, DEFAULT_MAX_PAYLOAD_BYTES, DEFAULT_INSTANCE_CACHE,
        DEFAULT_MAX_PENDING_REQUESTS, Runtime.getRuntime().maxMemory() / HEAP_PER_OPEN_BYTE);
  }

  /// Removes finished instances this long after they ended.
  ///
  /// @throws IllegalArgumentException if the duration is not positive
  public HubOptions withRetention(Duration age) {
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("Expected a positive retention, but got " + age);
    }
    return new HubOptions(age, maxPayloadBytes, instanceCache, maxPendingRequests,
        maxOpenBytes);
  }

  /// Keeps finished instances until they are purged.
  public HubOptions withoutRetention() {
    return new HubOptions(null, maxPayloadBytes, instanceCache, maxPendingRequests,
        maxOpenBytes);
  }

  /// Limits each payload to this many bytes of UTF-8.
  ///
  /// @throws IllegalArgumentException if the limit is not positive
  public HubOptions withMaxPayloadBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("Expected a positive payload limit, but got " + bytes);
    }
    return new HubOptions(retention, bytes, instanceCache, maxPendingRequests,
        maxOpenBytes);
  }

  /// Keeps about this many instances in memory.
  ///
  /// @throws IllegalArgumentException if the count is negative
  public HubOptions withInstanceCache(int instances) {
    if (instances < 0) {
      throw new IllegalArgumentException(
          "Expected an instance cache of 0 or more, but got " + instances);
    }
    return new HubOptions(retention, maxPayloadBytes, instances, maxPendingRequests,
        maxOpenBytes);
  }

  /// Refuses requests of clients while this many wait for their answers, so that a flood costs
  /// itself and not the hub's memory.
  ///
  /// @throws IllegalArgumentException if the limit is not positive
  public HubOptions withMaxPendingRequests(int requests) {
    if (requests < 1) {
      throw new IllegalArgumentException(
          "Expected a positive limit of pending requests, but got " + requests);
    }
    return new HubOptions(retention, maxPayloadBytes, instanceCache, requests,
        maxOpenBytes);
  }

  /// Lets what is open take about this many bytes of memory. What there is no room for waits in the
  /// store; starts and events of clients are refused while even what must be known of that takes as
  /// much. Unless told otherwise it is a third of the largest heap.
  ///
  /// @throws IllegalArgumentException if the limit is not positive
  public HubOptions withMaxOpenBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "Expected a positive limit of memory for what is open, but got " + bytes);
    }
    return new HubOptions(
        retention, maxPayloadBytes, instanceCache, maxPendingRequests, bytes);
  }

  /// How long finished instances are kept; empty for ever.
  public Optional<Duration> retention() {
    return Optional.ofNullable(retention);
  }

  /// The most bytes of one payload.
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /// How many instances are kept in memory.
  public int instanceCache() {
    return instanceCache;
  }

  /// How many requests may wait at a time.
  public int maxPendingRequests() {
    return maxPendingRequests;
  }

  /// About how many bytes of memory what is open may take.
  public long maxOpenBytes() {
    return maxOpenBytes;
  }
}
