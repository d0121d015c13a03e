/// What a durable step costs: the workloads that the project measures itself by, with syncing on,
/// on every store, and the driver that loads a hub until latency tells.
///
/// Nothing may depend on this package, and no number from a run without syncing is published.
///
/// Start with the workloads; each says what it counts and why somebody would care.
@NullMarked
package dev.perdure.benchmarks;

import org.jspecify.annotations.NullMarked;
