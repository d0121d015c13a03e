/// The one seam to the world: time, identity, threads, and the way between partitions. The runtime
/// above it asks nobody else what time it is and starts no thread of its own, so that a simulation
/// can stand in for the world. Start with [Env].
@NullMarked
package dev.perdure.runtime.env;

import org.jspecify.annotations.NullMarked;
