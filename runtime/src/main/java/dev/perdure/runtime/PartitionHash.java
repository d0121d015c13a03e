package dev.perdure.runtime;

import java.nio.charset.StandardCharsets;

/// Spreads instances over partitions. The function is part of the stored format: an instance is
/// found only where it was put, so that neither it nor a hub's partition count can ever change.
public final class PartitionHash {
  private static final int OFFSET_BASIS = 0x811C9DC5;
  private static final int PRIME = 0x01000193;

  private PartitionHash() {}

  /// The partition of an instance: FNV-1a over the id's UTF-8 bytes, with the finisher of
  /// MurmurHash3, modulo the count.
  public static int partitionOf(String instanceId, int partitions) {
    int hash = OFFSET_BASIS;
    for (byte b : instanceId.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * PRIME;
    }
    hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
    return Integer.remainderUnsigned(hash ^ (hash >>> 16), partitions);
  }
}
