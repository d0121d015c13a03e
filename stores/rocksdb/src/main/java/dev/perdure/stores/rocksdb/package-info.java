/// The store that lives inside the process: one RocksDB database for all partitions, one synced
/// write batch for each group commit, and a lock on the directory so that a second process stops
/// with a clear message.
///
/// Of the runtime this package sees the store contract and nothing else; what rows mean is not
/// its business. A failed write or sync closes the store, and nothing is retried on a database
/// that may have lost what it acknowledged.
///
/// Start with the class that implements the contract; the tests run the contract against it.
@NullMarked
package dev.perdure.stores.rocksdb;

import org.jspecify.annotations.NullMarked;
