/// The store that lives inside the process: one RocksDB database for all partitions, one synced
/// write batch for each group commit, and a lock on the directory so that a second process stops
/// with a clear message.
///
/// Of the runtime this package sees the store contract and nothing else; what rows mean is not
/// its business. A failed write or sync closes the store, and nothing is retried on a database
/// that may have lost what it acknowledged.
///
/// Start with [RocksDbStore]; [StoreDirectory] is what happens before the first commit, [Database]
/// what keeps native memory safe. The tests run the contract against it.
/// `docs/reference/storage.md` tells operators the same story.
@NullMarked
package dev.perdure.stores.rocksdb;

import org.jspecify.annotations.NullMarked;
