/// The contract between the runtime and the engines that keep its rows, and the memory store that
/// is the contract's specification. Stores see this package and nothing else of the runtime. Start
/// with [Store].
@NullMarked
package dev.perdure.runtime.store;

import org.jspecify.annotations.NullMarked;
