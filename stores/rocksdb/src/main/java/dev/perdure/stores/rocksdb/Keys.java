package dev.perdure.stores.rocksdb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The keys of the one database: two bytes of partition, then the row's key. The highest partition
/// does not exist (a hub has fewer), and its keys are the store's own rows.
final class Keys {
  /// The length of the partition before each key.
  static final int PREFIX = 2;

  /// The row with the position of the last commit.
  static final byte[] POSITION = {(byte) 0xff, (byte) 0xff, 'p'};

  private Keys() {}

  static byte[] of(int partition, byte[] key) {
    byte[] whole = new byte[PREFIX + key.length];
    whole[0] = (byte) (partition >>> 8);
    whole[1] = (byte) partition;
    System.arraycopy(key, 0, whole, PREFIX, key.length);
    return whole;
  }

  static byte[] rowKey(byte[] whole) {
    return Arrays.copyOfRange(whole, PREFIX, whole.length);
  }

  /// The row with the newest epoch of a partition.
  static byte[] epoch(int partition) {
    return new byte[]{
        (byte) 0xff, (byte) 0xff, 'e', (byte) (partition >>> 8), (byte) partition};
  }

  static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
