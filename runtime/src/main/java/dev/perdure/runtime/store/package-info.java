/// The contract between the runtime and the engines that keep its rows, and the memory store that
/// is the contract's specification. Stores see this package and nothing else of the runtime.
///
/// Nothing here knows what a row means. Start with [Store] for the contract and with [MemoryStore]
/// for its shortest implementation; the tests that every store passes are in the module `testing`.
@NullMarked
package dev.perdure.runtime.store;

import org.jspecify.annotations.NullMarked;
