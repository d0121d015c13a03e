/// What carries the engine out: partitions with one owner each, the commit loop, timers, the
/// outbox between partitions, the dispatch of work, and the task hub, which is the only door for
/// fronts.
///
/// No rule about orchestrations or entities belongs here; those are the engine's. Nothing leaves
/// before the commit that caused it is durable. Time, randomness, scheduling and the store come
/// through one seam, so that a simulation runs the same code.
///
/// Start with the task hub for what can be asked, then with the partition for how it is answered.
/// What a store must promise is in the `store` package below.
@NullMarked
package dev.perdure.runtime;

import org.jspecify.annotations.NullMarked;
