package dev.perdure.stores.rocksdb;

import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WALRecoveryMode;

/// RocksDB's settings, and the native objects they hold.
final class Tuning implements AutoCloseable {
  private static final int WRITE_BUFFERS = 4;
  private static final int BUFFERS_FLUSHED_TOGETHER = 2;
  private static final int TABLES_COMPACTED_TOGETHER = 8;
  private static final int BLOOM_BITS_PER_KEY = 10;

  // Few shards, since an entry that does not fit into its shard is never cached: with RocksDB's own
  // choice every read of a large table loaded its filter of 1.5 MB anew.
  private static final int CACHE_SHARD_BITS = 2;

  // What reads after a range delete cost grows with their number in the write buffer; see
  // RangeDeletes.
  private static final int RANGE_DELETES_BEFORE_FLUSH = 500;

  private final Cache cache;
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final Options options;

  Tuning(RocksDbOptions chosen, boolean create) {
    cache = new LRUCache(chosen.blockCacheBytes(), CACHE_SHARD_BITS);
    try (DBOptions database = database(create); ColumnFamilyOptions rows = rows(chosen)) {
      options = new Options(database, rows);
    }
  }

  Options options() {
    return options;
  }

  private static DBOptions database(boolean create) {
    // Without a setter in Java: the manifest lists the logs, and a missing one is refused.
    Properties names = new Properties();
    names.put("track_and_verify_wals", "true");
    // Likewise: tables carry it, and the default is the name of the machine.
    names.put("db_host_id", "perdure");
    DBOptions database = DBOptions.getDBOptionsFromProps(names);
    if (database == null) {
      throw new IllegalStateException("Expected RocksDB to know its options " + names);
    }
    return database
        .setCreateIfMissing(create)
        .setErrorIfExists(create)
        .setParanoidChecks(true)
        // With the position mark this is the mode that opens after every power cut and refuses
        // every bit flip; the stricter ones refuse healthy stores.
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(1024)
        .setMaxManifestFileSize(16 << 20)
        .setInfoLogLevel(InfoLogLevel.INFO_LEVEL)
        .setMaxLogFileSize(1 << 20)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private ColumnFamilyOptions rows(RocksDbOptions chosen) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(chosen.writeBufferBytes() / WRITE_BUFFERS)
        .setMaxWriteBufferNumber(WRITE_BUFFERS)
        .setMemtableMaxRangeDeletions(RANGE_DELETES_BEFORE_FLUSH)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        // Most rows are written again or removed soon after: what two buffers no longer hold when
        // they are flushed together need not be compacted, nor what eight tables no longer hold.
        .setMinWriteBufferNumberToMerge(BUFFERS_FLUSHED_TOGETHER)
        .setLevel0FileNumCompactionTrigger(TABLES_COMPACTED_TOGETHER)
        .setTableFormatConfig(new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setFilterPolicy(bloom)
            // Counted in the cache, or they would grow with the data beside it.
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true));
  }

  @Override
  public void close() {
    options.close();
    bloom.close();
    cache.close();
  }
}
