package dev.perdure.runtime.commit;

import dev.perdure.runtime.store.Batch;
import java.util.List;

/// A partition's batch that takes no more changes, with what follows once it is durable.
///
/// @param batch what to write; a batch without writes only keeps its effects in order
/// @param bytes about how many bytes the writes take
/// @param effects what to run when it is durable, in order; they must not block
/// @param owner whom to tell
public record SealedBatch(Batch batch, long bytes, List<Runnable> effects, Owner owner) {

  /// The partition that sealed a batch. It is told on the thread of the committer.
  public interface Owner {

    /// The batch is durable, and its effects have not run yet.
    void durable(SealedBatch batch);

    /// The batch was refused, or its outcome is unknown: all memory of the partition is void.
    void lost(SealedBatch batch, String reason);

    /// Whether a batch of this owner was lost. Then all later ones are, those without writes too:
    /// their effects tell of what was in the lost one.
    boolean hasLost();
  }
}
