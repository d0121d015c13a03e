/// Group commit: the batches of all partitions of the process go to the store together, and only
/// then do their effects run, in order. Start with [Committer].
@NullMarked
package dev.perdure.runtime.commit;

import org.jspecify.annotations.NullMarked;
