/// Group commit: the batches of all partitions of the process go to the store together, and only
/// then does each partition hear that its own is durable. Start with [Committer].
@NullMarked
package dev.perdure.runtime.commit;

import org.jspecify.annotations.NullMarked;
