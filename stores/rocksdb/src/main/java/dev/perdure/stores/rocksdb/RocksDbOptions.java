package dev.perdure.stores.rocksdb;

import dev.perdure.runtime.store.HubIdentity;

/// How a [RocksDbStore] uses memory and disk. The defaults fit a small machine: native memory stays
/// below about 150 MiB.
public final class RocksDbOptions {
  private static final long MEBIBYTE = 1L << 20;

  private final int partitions;
  private final long blockCacheBytes;
  private final long writeBufferBytes;
  private final long reserveBytes;

  private RocksDbOptions(
      int partitions, long blockCacheBytes, long writeBufferBytes, long reserveBytes) {
    this.partitions = partitions;
    this.blockCacheBytes = blockCacheBytes;
    this.writeBufferBytes = writeBufferBytes;
    this.reserveBytes = reserveBytes;
  }

  /// 32 partitions, 64 MiB of block cache, 128 MiB of write buffers, 16 MiB of reserve.
  public static RocksDbOptions defaults() {
    return new RocksDbOptions(
        HubIdentity.DEFAULT_PARTITIONS, 64 * MEBIBYTE, 128 * MEBIBYTE, 16 * MEBIBYTE);
  }

  /// The number of partitions of a hub that is created. An existing hub keeps its own.
  public RocksDbOptions withPartitions(int count) {
    return new RocksDbOptions(count, blockCacheBytes, writeBufferBytes, reserveBytes);
  }

  /// The native memory for blocks that were read, with indexes and filters.
  public RocksDbOptions withBlockCacheBytes(long bytes) {
    return new RocksDbOptions(
        partitions, positive("block cache", bytes), writeBufferBytes, reserveBytes);
  }

  /// The native memory for rows that are durable in the log only. Smaller means more flushes, and
  /// larger a longer recovery after a crash.
  public RocksDbOptions withWriteBufferBytes(long bytes) {
    return new RocksDbOptions(
        partitions, blockCacheBytes, positive("write buffers", bytes), reserveBytes);
  }

  /// The size of the file that is given up when the disk is too full for recovery; zero for none.
  public RocksDbOptions withReserveBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("Expected a reserve of no less than 0, but got " + bytes);
    }
    return new RocksDbOptions(partitions, blockCacheBytes, writeBufferBytes, bytes);
  }

  int partitions() {
    return partitions;
  }

  long blockCacheBytes() {
    return blockCacheBytes;
  }

  long writeBufferBytes() {
    return writeBufferBytes;
  }

  long reserveBytes() {
    return reserveBytes;
  }

  private static long positive(String what, long bytes) {
    if (bytes < MEBIBYTE) {
      throw new IllegalArgumentException(
          "Expected at least 1 MiB for the " + what + ", but got " + bytes + " bytes");
    }
    return bytes;
  }
}
