/// A partition: the loop that takes messages, lets the engine decide them, gathers the changes into
/// a batch and hands it to the committer. Start with [Partition]; its parts (cache, timers, outbox,
/// inbox) each keep one concern.
@NullMarked
package dev.perdure.runtime.partition;

import org.jspecify.annotations.NullMarked;
