package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.TaskOutcome;
import dev.perdure.runtime.commit.Committer;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.runtime.work.Dispatcher;
import org.jspecify.annotations.Nullable;

/// What a partition needs of the hub around it.
///
/// @param instanceCache how many instances a partition keeps in memory
/// @param memory what the instances and entities in memory are counted in
public record Services(
    Env env, Dispatcher dispatcher, Committer committer, Neighbours neighbours, int partitions,
    int instanceCache, OpenMemory memory) {

  /// The rest of the hub, as its partitions see it.
  public interface Neighbours {

    /// The partition of an instance.
    int partitionOf(String instanceId);

    /// Lets a frame go to its partition.
    void carry(Frame frame);

    /// The store could not do something. If that has closed it, nothing can be served any more.
    void storeFailed(StoreException cause);

    /// An instance has started, ended or vanished, durably.
    void changed(String instanceId);

    /// Whether anybody watches the instances of the hub.
    boolean watched();

    /// An instance's status, custom status or execution has changed, durably.
    ///
    /// @param before how it was, absent if it is new
    /// @param now how it is, absent if it is gone
    void stored(@Nullable Orchestration before, @Nullable Orchestration now);

    /// A client's call of an entity is answered, durably.
    void answerCall(String entityId, String requestId, TaskOutcome outcome);

    /// A suspect is to run when no other one does.
    void suspect(ExecutionKey execution, String function, long sequence);

    /// The suspect that was to be tried needs no try any more.
    void suspectSettled(ExecutionKey execution, long sequence);

    /// A partition's memory is void; it names its suspects again when it is open again.
    void lost(int partition);

    /// A partition that was lost is open again. What became durable in between was told to nobody.
    void reopened(int partition);
  }
}
