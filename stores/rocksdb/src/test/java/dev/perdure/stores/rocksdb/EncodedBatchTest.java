package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

final class EncodedBatchTest {
  private final Random random = new Random(11);

  @Test
  void theBytesAreThoseOfRocksDb() throws RocksDBException {
    RocksDB.loadLibrary();
    for (int round = 0; round < 200; round++) {
      List<Batch> batches = List.of(batch(0), batch(0x1234), batch(0x1234));

      try (WriteBatch expected = new WriteBatch()) {
        for (Batch batch : batches) {
          for (Write write : batch.writes()) {
            add(expected, batch.partition(), write);
          }
        }
        expected.put(Keys.POSITION, Keys.number(round));
        assertThat(EncodedBatch.of(batches, round)).isEqualTo(expected.data());
      }
    }
  }

  @Test
  void anEpochIsWrittenWithItsPosition() throws RocksDBException {
    RocksDB.loadLibrary();
    try (WriteBatch expected = new WriteBatch()) {
      expected.put(Keys.epoch(300), Keys.number(5));
      expected.put(Keys.POSITION, Keys.number(9));

      assertThat(EncodedBatch.ofEpoch(300, 5, 9)).isEqualTo(expected.data());
    }
  }

  private static void add(WriteBatch batch, int partition, Write write) throws RocksDBException {
    switch (write) {
      case Write.Put put -> batch.put(Keys.of(partition, put.key()), put.value());
      case Write.Delete delete -> batch.delete(Keys.of(partition, delete.key()));
      case Write.DeleteOnce once -> batch.singleDelete(Keys.of(partition, once.key()));
      case Write.DeleteRange range -> {
        if (Arrays.compareUnsigned(range.from(), range.to()) < 0) {
          batch.deleteRange(Keys.of(partition, range.from()), Keys.of(partition, range.to()));
        }
      }
    }
  }

  private Batch batch(int partition) {
    List<Write> writes = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      writes.add(switch (random.nextInt(4)) {
        case 0 -> new Write.Delete(bytes(200));
        case 1 -> new Write.DeleteRange(bytes(3), bytes(3));
        default -> new Write.Put(bytes(20_000), bytes(20_000));
      });
    }
    return new Batch(partition, 1, writes);
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }
}
