/// Every pattern of durable execution, one file each, written as a user would write it: chaining,
/// fan out and in, long-running HTTP calls, monitors, human approval, aggregation in entities.
///
/// The examples see the SDK alone, as a user's program does; whatever they cannot express without
/// more is missing from the SDK. Each one runs as a test, so none can rot.
///
/// Start with chaining, the shortest.
@NullMarked
package dev.perdure.examples;

import org.jspecify.annotations.NullMarked;
